// SPDX-License-Identifier: Apache-2.0

/// An input in memory of its own, with the padding that the decoder may read and not one byte more.
struct PaddedInput: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private let count: Int

    /// Copies the input; `filler` is what the padding is made of, and nothing may depend on it.
    init(_ input: UnsafeRawBufferPointer, filler: UInt8 = 0) {
        count = input.count
        memory = .allocate(byteCount: count + EventDecoder.padding, alignment: 1)
        memory.copyMemory(from: input)
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).initializeMemory(as: UInt8.self, repeating: filler)
    }

    deinit { memory.deallocate() }

    /// The input without its padding.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }
}

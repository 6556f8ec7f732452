// SPDX-License-Identifier: Apache-2.0

/// Which cameras' filters let a text through: bit n stands for camera n.
///
/// Asked once per text and remembered. A task concerns a camera if its name, its state and its worker all do.
public struct CameraInterest {
    /// For a task's name; nil: the name is unknown.
    public var inName: (UnsafeRawBufferPointer?) -> UInt64
    /// For a state's name.
    public var inState: (UnsafeRawBufferPointer?) -> UInt64
    /// For a worker's node name; nil: no worker has it yet.
    public var inWorker: (UnsafeRawBufferPointer?) -> UInt64

    /// Makes an interest from three questions.
    public init(
        inName: @escaping (UnsafeRawBufferPointer?) -> UInt64,
        inState: @escaping (UnsafeRawBufferPointer?) -> UInt64,
        inWorker: @escaping (UnsafeRawBufferPointer?) -> UInt64
    ) {
        self.inName = inName
        self.inState = inState
        self.inWorker = inWorker
    }
}

// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The target that `EVCAM_FUZZ_TARGET` names.
let target: FuzzTarget = {
    let name = getenv("EVCAM_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget(rawValue: name) { return target }
    print("EVCAM_FUZZ_TARGET is to be one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    exit(64)
}()

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

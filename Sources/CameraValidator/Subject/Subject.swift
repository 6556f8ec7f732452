// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc

/// The camera's library, loaded here and now, without the host's care: what the host would refuse is to be seen.
struct Subject {
    typealias Entry = @convention(c) (UInt32, UInt32) -> UnsafePointer<evcam_camera>?

    /// Its one function.
    let entry: Entry

    /// Loads it.
    init(_ file: CameraFile) throws(Finding) {
        let done = "the file was opened with dlopen(RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)"
        let symbol = "evcam_camera_entry"
        do throws(CameraError) {
            // A file that was cut off would end the process.
            _ = try ABINote.read(file)
        } catch {
            throw .failed("the file was read", expected: "a whole shared library", happened: error.message)
        }
        guard let handle = dlopen(file.resolvedPath, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw .failed(done, expected: "it loads", happened: Self.reason)
        }
        guard let found = dlsym(handle, symbol) else {
            throw .failed(done, expected: "it exports \(symbol)", happened: Self.reason)
        }
        entry = unsafeBitCast(found, to: Entry.self)
    }

    private static var reason: String { dlerror().map { String(cString: $0) } ?? "no reason given" }
}

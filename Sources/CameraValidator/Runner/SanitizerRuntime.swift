// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Glibc

/// The runtime of a sanitizer that a camera was built with: it has to be loaded before everything else.
enum SanitizerRuntime {
    private static let names = ["libasan.so", "libtsan.so", "libclang_rt.asan", "libclang_rt.tsan"]

    /// The library to preload; nil: the camera needs none.
    static func path(neededBy file: String) -> String? {
        guard let library = ELFFile.open(file), let texts = library.section(named: ".dynstr", atMost: 1 << 20) else {
            return nil
        }
        let needed = texts.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return needed.first { text in text.contains(".so") && names.contains { text.hasPrefix($0) } }
    }
}

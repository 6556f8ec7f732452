// SPDX-License-Identifier: Apache-2.0
import Threads

/// A dump to a file, or to one after the other.
package final class RotatedOutput: DumpOutput {
    package private(set) var files: [String] = []

    private let rotation: Rotation?
    private let compresses: Bool
    private let clock: () -> Double
    private var names: DumpNames
    private var file: DumpFile?

    /// Opens the first file.
    /// - Parameters:
    ///   - path: where; with a rotation, the time goes into each name, before the extension.
    ///   - rotation: when the next one begins; nil: never.
    ///   - compresses: whether they are gzip, and have `.gz` behind their names; a path with it is compressed too.
    ///   - clock: UNIX seconds.
    /// - Throws: ``DumpError``, also if there is such a file already.
    package init(
        _ path: String, rotation: Rotation?, compresses: Bool, clock: @escaping () -> Double = { WallClock.now }
    ) throws(DumpError) {
        self.rotation = rotation
        self.compresses = compresses || path.hasSuffix(".gz")
        self.clock = clock
        names = DumpNames(path, isRotated: rotation != nil, compresses: self.compresses)
        file = try open()
    }

    private func open() throws(DumpError) -> DumpFile {
        let now = clock()
        return try DumpFile(try names.next(now), compresses: compresses, now: now)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(DumpError) {
        if file == nil { file = try open() }
        guard let file else { return }
        try file.write(bytes)
        if case .size(let most) = rotation, file.size >= most { try finish() }
    }

    package func tick(_ now: Double) throws(DumpError) {
        guard let file else { return }
        try file.flush()
        switch rotation {
        case .age(let seconds) where now - file.began >= seconds: try finish()
        case .size(let most) where file.size >= most: try finish()
        default: break
        }
    }

    /// The next line, if there is one, begins a new file.
    package func finish() throws(DumpError) {
        guard let file else { return }
        try file.finish()
        files.append(file.path)
        self.file = nil
    }
}

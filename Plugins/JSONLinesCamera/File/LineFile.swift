// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// The file that lines are appended to: whole shutters or nothing.
final class LineFile {
    let path: String
    private let syncsData: Bool
    private var descriptor: Int32 = -1
    /// Where to cut the file before anything else is written: half a shutter stands behind it.
    private var brokenFrom: off_t?

    init(path: String, syncsData: Bool) {
        self.path = path
        self.syncsData = syncsData
    }

    deinit { close() }

    var isOpen: Bool { descriptor >= 0 }

    /// Opens the file, makes it if need be, locks it, cuts off a torn last line.
    ///
    /// Answers what stands in it.
    func open() throws -> FileState {
        let opened = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o644)
        guard opened >= 0 else { throw FileError("open", path) }
        do {
            var status = stat()
            guard fstat(opened, &status) == 0 else { throw FileError("look at", path) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw CameraError.config("\(path) is not a regular file; change option `path`")
            }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                throw CameraError.config(
                    "\(path) is being written by another camera or another evcam; give each camera a `path` of its own")
            }
            let state = try FileState(reading: opened, size: Int(status.st_size), path: path)
            if state.tornBytes > 0 {
                guard ftruncate(opened, off_t(state.size)) == 0 else { throw FileError("cut the torn line off", path) }
            }
            if syncsData, state.size == 0 { try syncFolder() }
            descriptor = opened
            brokenFrom = nil
            return state
        } catch {
            Glibc.close(opened)
            throw error
        }
    }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Whether the open file no longer is the one at `path`: somebody moved or deleted it.
    var isReplaced: Bool {
        var open = stat()
        var named = stat()
        guard fstat(descriptor, &open) == 0, stat(path, &named) == 0 else { return true }
        return open.st_dev != named.st_dev || open.st_ino != named.st_ino
    }

    /// Bytes in the file.
    func size() throws -> Int {
        if let brokenFrom {
            guard ftruncate(descriptor, brokenFrom) == 0 else { throw FileError("cut back", path) }
            self.brokenFrom = nil
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("look at", path) }
        return Int(status.st_size)
    }

    /// Appends all bytes or, when it throws, none.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        let before = off_t(try size())
        do {
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw FileError("write", path, code: written < 0 ? errno : ENOSPC) }
                rest = rest.dropFirst(written)
            }
            guard !syncsData || fdatasync(descriptor) == 0 else { throw FileError("sync", path) }
        } catch {
            brokenFrom = before
            if ftruncate(descriptor, before) == 0 { brokenFrom = nil }
            throw error
        }
    }

    /// Gives the file another name; a new one is opened under the old.
    func rotate(to name: String) throws {
        guard rename(path, name) == 0 else { throw FileError("rename to \(name)", path) }
        close()
        _ = try open()
    }

    /// Makes the file's name survive a loss of power.
    private func syncFolder() throws {
        let folder = RotatedFiles.split(path).folder
        let opened = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { Glibc.close(opened) }
        guard opened >= 0, fsync(opened) == 0 else { throw FileError("sync", folder) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// What stands in a file of lines when it is opened.
struct FileState {
    /// Bytes up to the last line's end.
    var size = 0
    /// Bytes behind it: a line that a kill or a crash tore.
    var tornBytes = 0
    /// `taken_at` of the first snapshot.
    var firstTakenAt: Double?
    /// The last snapshot's header.
    var lastHeader: Header?
    /// Lines that follow it.
    var lastLines = 0

    /// What a header tells about its snapshot.
    struct Header {
        var lines: Int
        var revision: UInt64
        var epoch: String?
    }

    private static let headerStart: StaticString = "{\"kind\":\"snapshot\""

    /// Looks at the file from its end back to the last header, through a mapping: it may be large.
    init(reading descriptor: Int32, size fileSize: Int, path: String) throws {
        guard fileSize > 0 else { return }
        let mapping = mmap(nil, fileSize, PROT_READ, MAP_SHARED, descriptor, 0)
        guard mapping != MAP_FAILED, let mapping else { throw FileError("read", path) }
        defer { munmap(mapping, fileSize) }
        let bytes = UnsafeRawBufferPointer(start: mapping, count: fileSize)
        size = Self.lineStart(in: bytes, before: fileSize)
        tornBytes = fileSize - size
        firstTakenAt = Self.number("taken_at", in: bytes[..<size].prefix { $0 != UInt8(ascii: "\n") })
        var end = size
        while end > 0 {
            let start = Self.lineStart(in: bytes, before: end - 1)
            let line = bytes[start..<end]
            if Self.isHeader(line) {
                lastHeader = Self.header(line)
                return
            }
            lastLines += 1
            end = start
        }
    }

    /// Where the line begins that holds the byte before `end`: behind the last newline before it.
    private static func lineStart(in bytes: UnsafeRawBufferPointer, before end: Int) -> Int {
        bytes[..<max(0, end)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    private static func isHeader(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        line.starts(with: UnsafeBufferPointer(start: headerStart.utf8Start, count: headerStart.utf8CodeUnitCount))
    }

    private static func header(_ line: Slice<UnsafeRawBufferPointer>) -> Header? {
        guard let lines = value("lines", in: line).flatMap({ Int($0) }),
            let revision = value("revision", in: line).flatMap({ UInt64($0) })
        else { return nil }
        return Header(lines: lines, revision: revision, epoch: value("epoch", in: line))
    }

    private static func number(_ name: String, in line: Slice<UnsafeRawBufferPointer>) -> Double? {
        value(name, in: line).flatMap { Double($0) }
    }

    /// The text of a member of ours, which stand near the line's beginning: digits, or a string as it is escaped.
    private static func value(_ name: String, in line: Slice<UnsafeRawBufferPointer>) -> String? {
        let head = String(decoding: line.prefix(1024), as: UTF8.self)
        let key = "\"\(name)\":"
        guard var rest = head.split(separator: key, maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        else { return nil }
        guard rest.first == "\"" else { return String(rest.prefix { $0 != "," && $0 != "}" }) }
        rest = rest.dropFirst()
        return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
    }
}

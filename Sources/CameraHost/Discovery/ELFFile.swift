// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Just enough of a 64-bit little-endian ELF shared library to find a section.
///
/// Trusts nothing in the file.
package struct ELFFile: ~Copyable {
    private let descriptor: Int32
    private let header: [UInt8]

    /// The descriptor of an open file is closed with this.
    private init(descriptor: Int32, header: [UInt8]) {
        self.descriptor = descriptor
        self.header = header
    }

    /// Opens a file; nil if it cannot be read or is no such library.
    package static func open(_ path: String) -> ELFFile? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let file = ELFFile(descriptor: descriptor, header: read(descriptor, at: 0, count: 64) ?? [])
        // Magic, 64-bit, little-endian; type: shared object (programs are of that type too).
        guard file.header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), number(file.header, 16, 2) == 3 else {
            return nil
        }
        return file
    }

    deinit { close(descriptor) }

    /// Whether the file has all that its header says is to be loaded.
    ///
    /// The dynamic linker does not look: with a file that was copied half it ends the process by SIGBUS.
    var isWhole: Bool {
        let entrySize = Self.number(header, 54, 2)
        let count = entrySize * Self.number(header, 56, 2)
        guard entrySize >= 56, let table = Self.read(descriptor, at: Self.number(header, 32, 8), count: count) else {
            return false
        }
        let size = Self.size(descriptor)
        return stride(from: 0, to: table.count, by: Int(entrySize)).allSatisfy { entry in
            // Only what is to be loaded.
            guard Self.number(table, entry, 4) == 1 else { return true }
            let (end, isTooLarge) = Self.number(table, entry + 8, 8).addingReportingOverflow(
                Self.number(table, entry + 32, 8))
            return !isTooLarge && end <= size
        }
    }

    /// The kind of machine it was built for (`e_machine`).
    var machine: UInt64 { Self.number(header, 18, 2) }

    /// Whether the dynamic linker would find a symbol of that name in it.
    func exports(_ name: String) -> Bool {
        guard let symbols = section(named: ".dynsym", atMost: 1 << 26),
            let names = section(named: ".dynstr", atMost: 1 << 26)
        else { return false }
        let wanted = Array(name.utf8) + [0]
        // Elf64_Sym: 24 bytes; name, info, other, section (0: wanted from elsewhere), value, size.
        return stride(from: 0, through: symbols.count - 24, by: 24).contains { entry in
            let place = Int(Self.number(symbols, entry, 4))
            return Self.number(symbols, entry + 6, 2) != 0 && place < names.count
                && names[place...].starts(with: wanted)
        }
    }

    /// The bytes of a section, the first `atMost` of them; nil if there is none of that name.
    package func section(named name: String, atMost: Int) -> [UInt8]? {
        let tableOffset = Self.number(header, 40, 8)
        let entrySize = Self.number(header, 58, 2)
        let entryCount = Self.number(header, 60, 2)
        let namesIndex = Self.number(header, 62, 2)
        guard entrySize >= 64, namesIndex < entryCount,
            let table = Self.read(descriptor, at: tableOffset, count: entrySize * entryCount),
            case let namesEntry = Int(namesIndex * entrySize),
            case let namesSize = Self.number(table, namesEntry + 32, 8), namesSize <= 1 << 24,
            let names = Self.read(descriptor, at: Self.number(table, namesEntry + 24, 8), count: namesSize)
        else { return nil }
        let wanted = Array(name.utf8) + [0]
        for entry in stride(from: 0, to: table.count, by: Int(entrySize)) {
            let nameOffset = Int(Self.number(table, entry, 4))
            guard nameOffset < names.count, names[nameOffset...].starts(with: wanted) else { continue }
            let size = min(Self.number(table, entry + 32, 8), UInt64(atMost))
            return Self.read(descriptor, at: Self.number(table, entry + 24, 8), count: size)
        }
        return nil
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func size(_ descriptor: Int32) -> UInt64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt64(clamping: status.st_size) : 0
    }

    /// Exactly `count` bytes, or nil.
    private static func read(_ descriptor: Int32, at offset: UInt64, count: UInt64) -> [UInt8]? {
        guard offset <= UInt64(Int64.max) - count, count <= 1 << 26 else { return nil }
        guard offset + count <= size(descriptor) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
            while filled < Int(count), let base = buffer.baseAddress {
                let got = pread(descriptor, base + filled, Int(count) - filled, off_t(offset) + off_t(filled))
                guard got > 0 else { break }
                filled += got
            }
        }
        return bytes.count == Int(count) ? bytes : nil
    }
}

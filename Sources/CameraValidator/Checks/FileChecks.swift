// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc

/// What the file shows, and what loading it does.
enum FileChecks {
    static let all = [
        Check("file.section", "the section .evcam.abi agrees with the description", .note, run: section).needing(.load),
        Check(
            "file.section-present", "the file has a section .evcam.abi", .note, severity: .warning, run: sectionPresent
        ).needing(nil),
        Check("file.exports", "nothing but evcam_camera_entry is exported", .entry, severity: .warning, run: exports)
            .needing(nil),
        Check("load.opens", "the library loads with all its symbols, and has the entry function", .loading, run: opens)
            .needing(nil),
        Check("load.quiet", "loading it starts no thread and writes nothing", .entry, run: quiet).needing(.load),
    ]

    static func section(_ trial: Trial) throws(Finding) {
        let note: ABINote?
        do throws(CameraError) {
            note = try ABINote.read(trial.setup.file)
        } catch {
            throw .failed("section .evcam.abi was read", expected: "an evcam_abi_note", happened: error.message)
        }
        guard let note else { throw .skipped("the file has no section .evcam.abi: see file.section-present") }
        guard let camera = try trial.entry()(HostVersion.abiMajor, HostVersion.abiMinor) else {
            throw .skipped("the camera answers no description: see descriptor.valid")
        }
        let described = (camera.pointee.abi_major, camera.pointee.abi_minor, camera.pointee.min_host_minor)
        guard (note.major, note.minor, note.minHostMinor) == described else {
            throw .failed(
                "section and description were compared", expected: "the same versions",
                happened: "the section says ABI \(note.major).\(note.minor), host minor \(note.minHostMinor) or later; "
                    + "the description says \(described.0).\(described.1), \(described.2) or later")
        }
    }

    static func sectionPresent(_ trial: Trial) throws(Finding) {
        guard (try? ABINote.read(trial.setup.file)) != nil else {
            throw .failed(
                "the file was searched for the section .evcam.abi",
                expected: "EVCAM_DECLARE_ABI once in the camera, so that its version is known before its code runs",
                happened: "there is none")
        }
    }

    static func exports(_ trial: Trial) throws(Finding) {
        guard let names = ExportedSymbols.read(trial.setup.file.resolvedPath) else {
            throw .skipped("the file has no table of dynamic symbols: see load.opens")
        }
        let others = names.filter { $0 != "evcam_camera_entry" }
        guard others.isEmpty else {
            let shown = others.prefix(5).joined(separator: ", ")
            throw .failed(
                "the table of dynamic symbols was read",
                expected: "evcam_camera_entry alone: compile with -fvisibility=hidden, or link with a version script",
                happened: "\(others.count) more are exported: \(shown)\(others.count > 5 ? ", …" : "")")
        }
    }

    static func opens(_ trial: Trial) throws(Finding) { _ = try Subject(trial.setup.file) }

    static func quiet(_ trial: Trial) throws(Finding) {
        let before = ProcessState()
        let output = try OutputCapture(trial.setup.folder)
        let entry: Subject.Entry
        do throws(Finding) {
            entry = try trial.entry()
        } catch {
            _ = output.end()
            throw error
        }
        _ = entry(HostVersion.abiMajor, HostVersion.abiMinor)
        let written = output.end()
        let after = ProcessState()
        let done = "the library was loaded and its entry function called"
        guard after.threads <= before.threads else {
            throw .failed(
                done, expected: "no thread before create", happened: "\(after.threads - before.threads) were started")
        }
        guard written.isEmpty else {
            throw .failed(done, expected: "no output", happened: "it wrote: \(written)")
        }
    }
}

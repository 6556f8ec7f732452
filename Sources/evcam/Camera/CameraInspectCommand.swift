// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc

struct CameraInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tells what a camera's file says about itself, without running any of its code.",
        discussion: """
            Ends with 0 if nothing in the file speaks against loading it, with 65 if something does, with 66 if there is \
            no such file. Whether it loads and what it does then only running it can tell: `evcam camera test`.
            """
    )

    @Argument(help: "A library, or the id of a camera that evcam finds by itself.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "A folder to look in before all others; may be repeated.")
    var cameraPath: [String] = []

    func run() throws {
        let inspection: CameraInspection
        do {
            // A file that lies here may be named as it is.
            let name = !file.contains("/") && access(file, F_OK) == 0 ? "./" + file : file
            inspection = try CameraInspection(name, in: CameraDirectory(cameraPath: cameraPath))
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput).exit()
        }
        Terminal.print(json ? self.json(inspection) : text(inspection))
        if inspection.refusal != nil { throw ExitCode(ExitStatus.dataError) }
    }

    private func text(_ inspection: CameraInspection) -> String {
        var rows = [("file", inspection.file)]
        if inspection.resolvedFile != inspection.file { rows.append(("which is", inspection.resolvedFile)) }
        if let id = inspection.id { rows.append(("camera", "\(id), by the file's name")) }
        if let note = inspection.note {
            rows.append(("built for", "camera ABI \(note.major).\(note.minor)"))
            rows.append(("needs", "a host of camera ABI \(note.major).\(note.minHostMinor) or a later \(note.major).x"))
        } else if inspection.refusal == nil {
            rows.append(("built for", "not said: it has no section .evcam.abi, and is judged once it is loaded"))
        }
        rows.append(("this host", "\(HostVersion.text), camera ABI \(HostVersion.abiMajor).\(HostVersion.abiMinor)"))
        rows.append(
            (
                "verdict",
                inspection.refusal.map { "refused: \($0)" } ?? "its versions fit this host; nothing of it was run"
            ))
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "\($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
            .joined(separator: "\n")
    }

    private func json(_ inspection: CameraInspection) -> String {
        var value = JSONValue.object([
            "file": .string(inspection.file), "resolved_file": .string(inspection.resolvedFile),
        ])
        if let id = inspection.id { value = value.adding(["camera": .string(id)]) }
        if let note = inspection.note {
            value = value.adding([
                "abi": .object([
                    "major": .int(Int64(note.major)), "minor": .int(Int64(note.minor)),
                    "min_host_minor": .int(Int64(note.minHostMinor)),
                ])
            ])
        }
        value = value.adding([
            "host": .object([
                "version": .string(HostVersion.number), "abi_major": .int(Int64(HostVersion.abiMajor)),
                "abi_minor": .int(Int64(HostVersion.abiMinor)),
            ]),
            "accepted": .bool(inspection.refusal == nil),
        ])
        if let refusal = inspection.refusal { value = value.adding(["reason": .string(refusal)]) }
        return value.text()
    }
}

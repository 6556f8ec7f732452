// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc

struct CameraTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Checks a camera against the rules of the camera ABI, each check in a process of its own.",
        discussion: """
            Exits with 0 when no check failed, with 1 when one did. Warnings count with --strict only. \
            The camera gets temporary folders and files; what its options need beyond that comes from -o.
            """
    )

    @OptionGroup var camera: CameraTestOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Only these checks, or groups of them (delta).", valueName: "check"))
    var only: [String] = []

    @Option(help: ArgumentHelp("How long one check may take before it is killed.", valueName: "seconds"))
    var timeout: Double = 60

    @Option(help: ArgumentHelp("How many checks run at a time.", valueName: "number"))
    var jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    @Option(help: ArgumentHelp("Writes a report for CI systems to this file, too.", valueName: "file"))
    var junit: String?

    @Flag(help: "Writes a JSON object instead of text.")
    var json = false

    @Flag(help: "Leaves out what is fine.")
    var quiet = false

    @Flag(help: "Warnings count as failures.")
    var strict = false

    @Flag(
        name: .customLong("in-process"),
        help: "Runs the checks in this process, one after the other: for debuggers, with --only.")
    var inProcess = false

    @Flag(help: "Lists the checks.")
    var list = false

    func validate() throws {
        guard timeout > 0, timeout <= 86_400 else { throw ValidationError("--timeout must be above 0, up to 86400") }
        for word in only where CheckList.matching(word).isEmpty {
            throw ValidationError("there is no check `\(word)`\(meant(word)); --list shows all")
        }
    }

    private func meant(_ word: String) -> String {
        Spelling.nearest(to: word, among: CheckList.all.map(\.id)).map { "; did you mean `\($0)`?" } ?? ""
    }

    func run() throws {
        do {
            try test()
        } catch let failure as Failure {
            throw failure.exit()
        }
    }

    private func test() throws {
        let checks =
            only.isEmpty
            ? CheckList.all
            : CheckList.all.filter { check in
                only.contains { CheckList.matching($0).contains { $0.id == check.id } }
            }
        if list { return Terminal.print(CheckTable.text(checks)) }
        let seed = camera.seed ?? UInt64.random(in: 1...999_999)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let setup = try camera.setup(folder.path, seed: seed)
        let text = TextReport(checks, options: camera.options, isBrief: quiet)
        func show(_ result: CheckResult) {
            guard !json else { return }
            let report = CheckReport(file: camera.file, seed: seed, results: [result])
            let shown = text.text(result, in: report)
            if !shown.isEmpty { Terminal.print(shown) }
        }
        var results: [CheckResult] = []
        if inProcess {
            for check in checks {
                Terminal.error("\(check.id): \(check.summary)")
                results.append(CheckSession.runHere(check, setup))
                results.last.map(show)
            }
        } else {
            results = CheckRunner(setup, timeout: timeout).run(checks, jobs: jobs, show)
        }
        for case .misuse(let why) in results.map(\.verdict) {
            throw Failure("evcam: error: \(why)", exitCode: ExitStatus.usage)
        }
        let report = CheckReport(file: camera.file, seed: seed, results: results)
        Terminal.print(json ? JSONReport.text(report, options: camera.options) : report.summary)
        if let junit { try write(JUnitReport.text(report, options: camera.options), to: junit) }
        if !report.isGood(strict: strict) { throw ExitCode(1) }
    }

    private func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw Failure(
                "evcam: error: cannot write \(path): \(String(cString: strerror(errno)))",
                exitCode: ExitStatus.ioError)
        }
        Terminal.write(text, to: file)
        close(file)
    }
}

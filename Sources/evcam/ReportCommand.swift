// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Phrases
import Recordings

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draws a page of what cameras recorded: throughput, runtimes, failures, workers.",
        discussion: """
            One HTML file that needs nothing else: no network, no script. It follows the reader's light or dark mode.
            """
    )

    @OptionGroup var options: RecordingOptions

    @Option(name: .shortAndLong, help: "The file to write, in place of what it held; - for standard output.")
    var output: String

    func validate() throws { _ = try options.query() }

    func run() throws {
        let query = try options.query()
        let page = try options.read { recording in
            var figures = try ReportFigures(recording, query, madeAt: RecordingOptions.now())
            figures.selection = options.words
            for remark in recording.remarks { Terminal.error("evcam: \(remark)") }
            return ReportPage(figures).text
        }
        if output == "-" { return Terminal.write(page, to: STDOUT_FILENO) }
        do {
            try write(page)
        } catch let failure as Failure {
            throw failure.exit()
        }
        Terminal.error("evcam: wrote \(output)")
    }

    /// Whole or not at all: beside the file, and then in its place.
    private func write(_ page: String) throws {
        let temporary = "\(output).\(getpid()).part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw failure("make", temporary) }
        var page = page
        let isWritten = page.withUTF8 { bytes -> Bool in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
        guard isWritten, close(file) == 0, rename(temporary, output) == 0 else {
            let failure = failure("write", output)
            unlink(temporary)
            throw failure
        }
    }

    private func failure(_ action: String, _ path: String) -> Failure {
        Failure(
            "evcam: error: cannot \(action) \(path): \(String(cString: strerror(errno))); write to another folder with -o",
            exitCode: ExitStatus.cannotCreate)
    }
}

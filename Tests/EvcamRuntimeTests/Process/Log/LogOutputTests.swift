// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Foundation
import Logging
import Testing

@Suite struct LogOutputTests {
    let folder: TemporaryFolder
    let output: LogOutput

    init() throws {
        folder = try TemporaryFolder()
        output = LogOutput(file: try LogFile(path: folder.path + "/log"), level: .info)
    }

    private var logger: Logger { Logger(label: "evcam", factory: output.handler) }

    /// The lines of a file without their times.
    private func lines(_ name: String) -> [String] {
        (folder.read(name) ?? "").split(separator: "\n").map { String($0.drop { $0 != "]" }.dropFirst(2)) }
    }

    @Test func `lines are appended to what was there`() throws {
        let path = try folder.write("old\n", to: "log")
        let other = LogOutput(file: try LogFile(path: path), level: .info)
        var logger = Logger(label: "evcam", factory: other.handler)
        logger[metadataKey: "camera"] = "screen"
        logger.info("new", metadata: ["tasks": "5"])
        #expect(folder.read("log")?.hasPrefix("old\n[") == true)
        #expect(lines("log") == ["", "new camera=screen tasks=5"])
    }

    @Test func `a renamed file keeps its lines until the log is reopened`() throws {
        logger.info("one")
        try FileManager.default.moveItem(atPath: folder.path + "/log", toPath: folder.path + "/log.1")
        logger.info("two")
        try output.file.reopen()
        logger.info("three")
        #expect(lines("log.1") == ["one", "two"])
        #expect(lines("log") == ["three"])
    }

    @Test func `a reopening that fails is reported and loses nothing`() throws {
        try FileManager.default.moveItem(atPath: folder.path + "/log", toPath: folder.path + "/log.1")
        try FileManager.default.createDirectory(atPath: folder.path + "/log", withIntermediateDirectories: true)
        let error = #expect(throws: ProcessError.self) { try output.file.reopen() }
        #expect(error?.description.hasPrefix("cannot open log file '\(folder.path)/log': Is a directory; ") == true)
        logger.info("still here")
        #expect(lines("log.1") == ["still here"])
    }

    @Test func `the level can be switched for all loggers, and set for one`() throws {
        let old = logger
        var own = old
        own.logLevel = .error
        old.debug("no")
        output.level = .debug
        old.debug("yes")
        own.info("no")
        #expect(old.logLevel == .debug && own.logLevel == .error)
        #expect(lines("log") == ["yes"])
    }

    @Test(arguments: [
        ("WARNING", Logger.Level.warning), ("debug", .debug), ("Fatal", .critical), ("critical", .critical),
    ])
    func `Celery's names of levels are read`(name: String, level: Logger.Level) throws {
        #expect(try Logger.Level(celeryName: name) == level)
    }

    @Test func `an unknown level is refused with the remedy`() {
        let error = #expect(throws: ProcessError.self) { try Logger.Level(celeryName: "loud") }
        #expect(
            error?.description
                == "--loglevel 'loud' is no level; write DEBUG, INFO, WARNING, ERROR, CRITICAL or FATAL")
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Commands that want a broker where there is none, or none that evcam follows.
struct BrokerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Nobody listens on this port.
    private let nobody = "redis://:hunter2@127.0.0.1:1/0"

    @Test(arguments: [
        ["dump", "--for", "1s"], ["snapshot", "--for", "1s"], ["control", "ping"], ["control", "enable-events"],
        ["control", "disable-events", "--json"], ["check", "--camera", "console", "--broker"],
    ])
    func `a broker that cannot be reached is 69`(arguments: [String]) throws {
        let run = try Evcam.run(arguments + [nobody], in: folder.path)
        #expect(run.status == 69)
        #expect(run.errors.contains("evcam: error: ") && run.errors.contains("127.0.0.1:1"))
        #expect(!run.errors.contains("hunter2") && !run.output.contains("hunter2"))
    }

    @Test(arguments: [
        (["dump", "sqs://u:hunter2@"], "`sqs` cannot be followed"),
        (["control", "ping", "amqp://u:hunter2/x@h"], "there is an `@` behind the host"),
        (["snapshot", "--for", "1s", "sentinel://:hunter2@h"], "Sentinels are asked for a master by its name"),
        (["record", "--camera", "console", "--broker", "ampq://u:hunter2@h"], "did you mean `amqp`?"),
        (["record", "--camera", "console", "--broker", "amqp://h", "--broker", "redis://h"], "of another kind"),
        (["record", "--camera", "console", "--tape", "t", "--broker", "redis://h", "--since", "2h"], "--since"),
        (["record", "--camera", "console", "--replay", "x", "--since", "2h"], "there is no tape that could be read"),
        (["record", "--camera", "console", "--tape", "t", "--since", "soon"], "`soon` is not a duration"),
    ])
    func `what is wrong with a broker is 78, without its password`(arguments: [String], message: String) throws {
        let run = try Evcam.run(arguments, in: folder.path)
        #expect(run.status == 78)
        #expect(run.errors.contains(message) && !run.errors.contains("hunter2"))
        #expect(folder.names == [])
    }

    @Test func `a configuration says how to connect, and may be checked without the broker`() throws {
        try folder.write(
            """
            broker: {url: "\(nobody);redis://127.0.0.1:1/1", connect_timeout: 1s}
            cameras: [{camera: console}]
            """, to: "config.yaml")
        let check = try Evcam.run(["check", "-c", "config.yaml", "--no-broker"], in: folder.path)
        #expect(check.status == 0 && check.errors == "")
        #expect(
            check.output.hasPrefix("events of redis://:**@127.0.0.1:1/0, or redis://127.0.0.1:1/1, cluster celery\n"))
        #expect(try Evcam.run(["check", "-c", "config.yaml"], in: folder.path).status == 69)
        #expect(try Evcam.run(["control", "ping", "-c", "config.yaml"], in: folder.path).status == 69)
        try folder.write("broker: redis://127.0.0.1:1\n", to: "bare.yaml")
        #expect(try Evcam.run(["control", "ping", "-c", "bare.yaml"], in: folder.path).status == 69)
        try folder.write("broker: redis://127.0.0.1:1\nfreq: soon\n", to: "wrong.yaml")
        #expect(try Evcam.run(["control", "ping", "-c", "wrong.yaml"], in: folder.path).status == 78)
    }

    @Test func `a warning is shown and stops nothing`() throws {
        try folder.write(
            "broker: {url: amqp://h, queue: durable}\ncameras: [{camera: console}]\n", to: "config.yaml")
        let check = try Evcam.run(["check", "-c", "config.yaml", "--no-broker"], in: folder.path)
        #expect(check.status == 0)
        #expect(check.errors.contains("config.yaml:1:32: warning: without a tape"))
        #expect(check.output.contains("events of amqp://guest:**@h:5672// by the queue celeryev.evcam, cluster celery"))
    }

    @Test func `each command tells what it does`() throws {
        let dump = try Evcam.run(["dump", "--help"])
        #expect(dump.status == 0 && dump.output.contains("--rotate <size or duration>"))
        let control = try Evcam.run(["help", "control"])
        for command in ["enable-events", "disable-events", "ping"] { #expect(control.output.contains(command)) }
        #expect(try Evcam.run(["record", "--help"]).output.contains("--fail-fast"))
    }
}

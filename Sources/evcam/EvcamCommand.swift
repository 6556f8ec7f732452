// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

@main
struct EvcamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evcam",
        abstract: "Takes pictures of a Celery cluster and hands them to the cameras you choose.",
        version: Version.text,
        subcommands: [
            RecordCommand.self, CheckCommand.self, CamerasCommand.self, CameraCommand.self, SnapshotCommand.self,
            DumpCommand.self, QueryCommand.self, ReportCommand.self, WorkerControlCommand.self, ConfigCommand.self,
            CameraHostCommand.self,
        ]
    )
}

// SPDX-License-Identifier: Apache-2.0
import CameraKit

/// Greets each worker when it appears.
final class HelloCamera: Camera {
    static let description = CameraDescription(id: "hello", version: "1.0.0", summary: "greets each worker once")

    struct Configuration: CameraConfiguration {
        @Option("what to say before the worker's name") var greeting = "hello"
    }

    private let greeting: String
    private let host: Host
    private var greeted: Set<String> = []

    init(configuration: Configuration, host: Host) {
        greeting = configuration.greeting
        self.host = host
    }

    func shutter(_ snapshot: SnapshotView) {
        for worker in snapshot.workers where greeted.insert(worker.hostname.string).inserted {
            host.log(.notice, "\(greeting), \(worker.hostname)")
        }
    }
}

/// Makes the library a camera.
@c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? { HelloCamera.entry(major, minor) }

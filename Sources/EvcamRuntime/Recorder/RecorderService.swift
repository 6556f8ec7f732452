// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Logging
import ServiceLifecycle
import Threads

/// A recording as a service, for programs that run evcam among other services of theirs.
///
/// A graceful shutdown (or a cancellation) takes the last picture, flushes the cameras and ends it; so does the
/// end of a replay. The intake has a thread of its own: nothing here keeps one of Swift's pool waiting.
public struct RecorderService: Service {
    private let configuration: Configuration
    private let cameras: [LoadedCamera]
    private let logger: Logger

    /// Makes a service; nothing is opened before ``run()``.
    /// - Parameters:
    ///   - configuration: what to record.
    ///   - cameras: its cameras, loaded, in its order; see ``CameraSetup``.
    ///   - logger: gets what there is to say, the closing line at last.
    public init(_ configuration: Configuration, cameras: [LoadedCamera], logger: Logger) {
        self.configuration = configuration
        self.cameras = cameras
        self.logger = logger
    }

    /// Records until the source ends or the service is told to shut down.
    /// - Throws: ``RecorderError`` or ``StartFailure`` if it cannot begin.
    public func run() async throws {
        let route = SignalRoute()
        let summary = try await withTaskCancellationOrGracefulShutdownHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<RecordingSummary, any Error>) in
                do {
                    let thread = try DedicatedThread(named: "evcam") {
                        continuation.resume(with: Result { try record(route) })
                    }
                    thread.abandon()
                } catch {
                    continuation.resume(throwing: RecorderError.source("cannot start the intake's thread: \(error)"))
                }
            }
        } onCancelOrGracefulShutdown: {
            route.pass(.stop)
        }
        logger.notice("\(summary)")
    }

    private func record(_ route: SignalRoute) throws -> RecordingSummary {
        let recorder = try Recorder(configuration, cameras: cameras, logger: logger)
        route.connect(stop: recorder.stop, takePicture: recorder.takePicture)
        return recorder.run()
    }
}

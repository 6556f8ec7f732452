// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Logging
import Threads

/// Services in the host's own process.
final class InlineBackstage: Backstage {
    private let voice: CameraVoice
    private let watch: CallWatch
    private let frames: FrameStore

    init(_ voice: CameraVoice, _ watch: CallWatch, _ frames: FrameStore) {
        self.voice = voice
        self.watch = watch
        self.frames = frames
    }

    func log(_ level: Logger.Level, _ message: String, _ attributes: [(String, String)]) {
        voice.log(level, message, attributes)
    }

    func wants(_ level: Logger.Level) -> Bool { voice.wants(level) }

    func metric(_ name: String, _ value: Double) { voice.metric(name, value) }

    var isCancelled: Bool { watch.isCancelled }

    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool { frames.retain(snapshot) }

    func release(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool { frames.release(snapshot) }
}

// SPDX-License-Identifier: Apache-2.0

import Recordings
import Testing

@Suite struct RecordingErrorTests {
    @Test func `is its sentence`() {
        #expect("\(RecordingError("recording.sqlite: no such file"))" == "recording.sqlite: no such file")
    }
}

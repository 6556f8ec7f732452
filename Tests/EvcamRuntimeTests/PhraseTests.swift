// SPDX-License-Identifier: Apache-2.0
import Phrases
import Testing

@Suite struct PhraseTests {
    @Test func `one and many`() {
        #expect(Phrase.count(0, "event") == "0 events")
        #expect(Phrase.count(UInt64(1), "event") == "1 event")
        #expect(Phrase.count(2, "retry", "retries") == "2 retries")
        #expect(Phrase.count(1, "message was", "messages were") == "1 message was")
    }

    @Test(arguments: [
        (0, "0.0 s"), (0.04, "0.0 s"), (0.05, "0.1 s"), (9.97, "10.0 s"), (-1.25, "-1.3 s"), (-0.01, "0.0 s"),
        (86_400.5, "86400.5 s"), (1e300, "1e+300 s"), (Double.infinity, "inf s"), (Double.nan, "nan s"),
    ])
    func `seconds to the tenth`(_ seconds: Double, _ text: String) {
        #expect(Phrase.seconds(seconds) == text)
    }

    @Test func `times to the second`() {
        #expect(Phrase.utcTime(1_795_415_286.9) == "2026-11-23 06:28:06")
        #expect(Phrase.utcTime(-1) == "-1.0" && Phrase.localTime(.nan) == "nan")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventSources

@Suite struct RedisChannelsTests {
    private func channels(
        _ transport: BrokerURL.Transport = .redis, database: Int = 3,
        _ change: (inout BrokerSettings) -> Void = { _ in }
    ) -> RedisChannels {
        let url = BrokerURL(transport: transport, database: database)
        var settings = BrokerSettings(urls: [url])
        change(&settings)
        return RedisChannels(url, settings)
    }

    @Test func `kombu's defaults`() {
        #expect(channels().patterns == ["/3.celeryev/*", "/3.celeryev"])
        #expect(channels().control == ["/3.celery.pidbox"])
        #expect(channels().legacyPatterns.isEmpty)
        #expect(channels().rightsToFollow == ["+psubscribe", "+ping", "&/3.celeryev/*", "&/3.celeryev"])
    }

    @Test func `kombu's options`() {
        #expect(channels { $0.redis.fanoutPatterns = false }.patterns == ["/3.celeryev", "/3.celeryev/*"])
        #expect(channels { $0.redis.fanoutPrefix = "" }.patterns == ["celeryev/*", "celeryev"])
        #expect(channels { $0.redis.fanoutPrefix = "/custom." }.patterns == ["/custom.celeryev/*", "/custom.celeryev"])
        #expect(channels { $0.redis.fanoutPrefix = "{db}/{db}é" }.patterns[0] == "3/3éceleryev/*")
        #expect(channels { $0.redis.globalKeyprefix = "pfx:" }.patterns == ["pfx:/3.celeryev/*", "pfx:/3.celeryev"])
        #expect(channels { $0.redis.globalKeyprefix = "pfx:" }.control == ["pfx:/3.celery.pidbox"])
        #expect(channels { $0.controlExchange = "ops" }.control == ["/3.ops.pidbox"])
        #expect(channels { $0.exchange = "events" }.patterns == ["/3.events/*", "/3.events"])
    }

    @Test func `what Redis would take for a wildcard is escaped`() {
        #expect(channels { $0.redis.globalKeyprefix = "a*b?[c]\\" }.patterns[0] == "a\\*b\\?\\[c\\]\\\\/3.celeryev/*")
        #expect(channels { $0.redis.globalKeyprefix = "a*" }.control == ["a*/3.celery.pidbox"])
    }

    @Test func `Sentinels have the channels of kombu before 5.4, too`() {
        let sentinel = channels(.sentinel)
        #expect(sentinel.patterns == ["/3.celeryev/*", "/3.celeryev", "/{db}.celeryev/*", "/{db}.celeryev"])
        #expect(sentinel.legacyPatterns == ["/{db}.celeryev/*", "/{db}.celeryev"])
        #expect(sentinel.control == ["/3.celery.pidbox", "/{db}.celery.pidbox"])
        #expect(channels(.sentinel) { $0.redis.fanoutPrefix = "x." }.legacyPatterns.isEmpty)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventSources

struct LeastRightsTests {
    private func rights(_ change: (inout BrokerSettings) -> Void = { _ in }) -> LeastRights {
        var settings = BrokerSettings(urls: [])
        change(&settings)
        let url = BrokerURL(transport: .amqp, user: "o'brien", virtualHost: "my shop")
        return LeastRights(settings, place: AMQPPlace(url))
    }

    @Test func `the command to paste`() {
        #expect(
            rights().command == #"rabbitmqctl set_permissions -p 'my shop' 'o'\''brien' "#
                + #"'^(celeryev|celeryev\..*|(.*\.)?reply\.celery\.pidbox)$' "#
                + #"'^(celeryev\..*|celery\.pidbox|(.*\.)?reply\.celery\.pidbox)$' "#
                + #"'^(celeryev|celeryev\..*|(.*\.)?reply\.celery\.pidbox)$'"#)
    }

    @Test func `names are taken as they are`() {
        let rights = rights {
            $0.exchange = "ev(1)"
            $0.controlExchange = "c+"
            $0.rabbitMQ.queue = .durable
            $0.rabbitMQ.queueName = "q*"
        }
        #expect(rights.configure == #"^(ev\(1\)|q\*|(.*\.)?reply\.c\+\.pidbox)$"#)
        #expect(rights.write == #"^(q\*|c\+\.pidbox|(.*\.)?reply\.c\+\.pidbox)$"#)
    }

    @Test func `the argument that differs`() {
        let text =
            "PRECONDITION_FAILED - inequivalent arg 'x-expires' for queue 'q' in vhost '/': received none but current is"
        #expect(RefusalText.inequivalent(text) == "x-expires")
        #expect(RefusalText.inequivalent("PRECONDITION_FAILED - unknown delivery tag 1") == nil)
    }

    @Test func `a UUID of version 4`() {
        for _ in 0..<100 {
            let text = RandomUUID.text()
            #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}

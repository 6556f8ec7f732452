// SPDX-License-Identifier: Apache-2.0
import EventSources
import Testing

@Suite struct ControlCommandTests {
    @Test func `a command is what kombu sends`() {
        #expect(
            ControlCommand(.heartbeat).body()
                == #"{"method": "heartbeat", "arguments": {}, "destination": null, "pattern": null, "matcher": null}"#)
        let address = ControlCommand.ReplyAddress(ticket: "t", routingKey: "k")
        #expect(
            ControlCommand(.ping, destination: ["a@b", "\"\\\n"]).body(replyTo: address, controlExchange: "c")
                == #"{"method": "ping", "arguments": {}, "destination": ["a@b", "\"\\\u000a"], "pattern": null, "#
                + #""matcher": null, "ticket": "t", "reply_to": {"exchange": "reply.c.pidbox", "routing_key": "k"}}"#)
    }
}

// SPDX-License-Identifier: Apache-2.0
import EventSources

extension TapeSettings {
    /// The tape of a configuration, which remembers as many messages as its broker may hand out again.
    init(_ configuration: TapeConfiguration, _ broker: BrokerSettings) {
        self.init(path: configuration.path)
        keepDuration = configuration.keepDuration.map { $0 / .seconds(1) }
        keepBytes = configuration.keepBytes.map { Int($0) }
        sync = configuration.sync / .seconds(1)
        redeliveryWindow = max(redeliveryWindow, 2 * Int(broker.rabbitMQ.prefetch))
    }
}

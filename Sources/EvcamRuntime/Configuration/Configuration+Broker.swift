// SPDX-License-Identifier: Apache-2.0
import EventSources

extension Configuration {
    /// Everything that following the broker takes, what else is said of it in the configuration included; nil: there
    /// is none.
    package var brokerSettings: BrokerSettings? {
        guard var settings = broker?.settings else { return nil }
        settings.maxMessageBytes = Int(limits.maxMessage)
        settings.maxBacklogBytes = Int(limits.maxBacklog)
        if failFast { settings.maxRetries = 1 }
        return settings
    }
}

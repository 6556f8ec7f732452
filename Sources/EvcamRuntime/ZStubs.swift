// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Logging

extension TapeSettings { init(_ c: TapeConfiguration, _ b: BrokerSettings) { self.init(path: c.path) } }
enum BrokerConnectors {
    @Sendable static func connect(_ u: BrokerURL, _ s: BrokerSettings) throws(BrokerError) -> any BrokerConnection {
        throw BrokerError(.local, "")
    }
}
final class ClusterWatch {
    var gaps: [ShutterContext.Gap] { [] }
    init(_ c: Configuration, losses: Losses, logger: Logger) {}
    func connected(_ s: Subscription, _ x: ClusterState) {}
    func disconnected(_ s: Disconnection, _ x: ClusterState) {}
    func wasNotRunning(since: Double, _ x: ClusterState) {}
    func look(_ t: Double, _ x: ClusterState) -> [ControlCommand] { [] }
}
package struct BrokerConfiguration: Hashable, Sendable { var settings: BrokerSettings; var failFast: Bool }
extension String { var settings: BrokerSettings { BrokerSettings(urls: []) }; var failFast: Bool { false } }

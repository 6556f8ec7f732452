// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Logging

extension TapeSettings { init(_ c: TapeConfiguration, _ b: BrokerSettings) { self.init() } }
final class ClusterWatch {
    var gaps: [ShutterContext.Gap] { [] }
    init(_ c: Configuration, losses: Losses, logger: Logger) {}
    func connected(_ s: Subscription, _ x: ClusterState) {}
    func disconnected(_ s: Disconnection, _ x: ClusterState) {}
    func wasNotRunning(since: Double, _ x: ClusterState) {}
    func look(_ t: Double, _ x: ClusterState) -> [ControlCommand] { [] }
}

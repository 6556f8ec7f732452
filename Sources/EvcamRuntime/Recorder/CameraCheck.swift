// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Logging

/// Creates every camera, and destroys it again: what `evcam check` does.
public enum CameraCheck {
    /// - Throws: all cameras that refuse their options.
    public static func run(
        _ configuration: Configuration, _ cameras: [LoadedCamera], logger: Logger
    ) throws(StartFailure) {
        let settings = HostSettings(
            cluster: configuration.cluster,
            stateDirectory: HostSettings.stateDirectory(CameraDirectory.processEnvironment()))
        try CameraHost(cameras: cameras, settings: settings, logger: logger).check()
    }
}

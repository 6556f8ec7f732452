// SPDX-License-Identifier: Apache-2.0
@testable import EvcamRuntime

/// The report for a text, empty where all is right.
func report(
    _ text: String, environment: [String: String] = ["HOME": "/home/me"], overrides: ConfigurationOverrides = .init()
) -> String {
    do {
        _ = try ConfigurationLoader.load(
            text: text, file: "/etc/evcam/config.yaml", environment: environment, overrides: overrides)
        return ""
    } catch {
        return error.report.replacing("/etc/evcam/config.yaml", with: "config.yaml")
    }
}

/// The configuration for a text that is right.
func configuration(
    _ text: String, environment: [String: String] = ["HOME": "/home/me"], overrides: ConfigurationOverrides = .init()
) throws -> Configuration {
    try ConfigurationLoader.load(
        text: text, file: "/etc/evcam/config.yaml", environment: environment, overrides: overrides)
}

/// A file that is right but for `line`, which is its third.
func report(line: String) -> String {
    report("broker: redis://localhost/0\ncameras: [{camera: console}]\n\(line)\n")
}

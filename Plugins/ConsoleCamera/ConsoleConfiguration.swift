// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// The console's options.
public struct ConsoleConfiguration: CameraConfiguration {
    /// Where the picture goes.
    public enum Output: String, OptionChoice {
        case stdout, stderr
    }

    /// When it has colours.
    public enum Colour: String, OptionChoice {
        case auto, always, never
    }

    @Option("where the picture goes") var output = Output.stdout
    @Option("auto: on a terminal, unless NO_COLOR is set") var color = Colour.auto
    @Option("how many of the newest failures", min: 0, max: 1_000) var failures = 5
    @Option("how many task types, the most frequent", min: 0) var types = 10
    @Option("where the picture cannot be drawn over (a log): time between two", min: .zero)
    var every: Duration = .seconds(60)

    /// The defaults.
    public init() {}
}

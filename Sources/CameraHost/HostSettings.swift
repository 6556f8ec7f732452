// SPDX-License-Identifier: Apache-2.0

/// What all cameras of a host have in common.
public struct HostSettings: Sendable {
    /// The cluster's name in the configuration.
    public var cluster: String
    /// The folder in which each camera may have one of its own (`data_dir`).
    public var stateDirectory: String
    /// How long cameras have for their last shutter, flush and stop.
    public var closeDeadline: Duration

    /// Makes settings.
    public init(cluster: String, stateDirectory: String, closeDeadline: Duration = .seconds(30)) {
        self.cluster = cluster
        self.stateDirectory = stateDirectory
        self.closeDeadline = closeDeadline
    }

    /// The folder of one camera, whether it exists or not.
    func dataDirectory(of name: String) -> String {
        // The name is the user's own; it must name a folder right below the state directory.
        var folder = name.replacing("/", with: "_")
        if folder.hasPrefix(".") { folder = "_" + folder }
        return stateDirectory + "/" + folder
    }

    /// Where state is kept: `$EVCAM_STATE_DIR`, else `$XDG_STATE_HOME/evcam`, else `~/.local/state/evcam`.
    public static func stateDirectory(_ environment: [String: String]) -> String {
        if let own = environment["EVCAM_STATE_DIR"], own.hasPrefix("/") { return own }
        // The XDG specification tells programs to ignore relative paths.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/evcam" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/evcam" }
        return "/var/lib/evcam"
    }
}

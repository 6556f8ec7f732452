// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// evcam's version.
public enum Version {
    /// For `--version`.
    public static var text: String { HostVersion.number }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// Where CameraKit is on this machine, as a Swift package.
enum SDKFolder {
    /// The folder that was named, or the one that came with this program.
    /// - Parameter named: what `--sdk` says; `EVCAM_SDK` if nil.
    /// - Returns: nil if there is none; absolute otherwise.
    /// - Throws: what is wrong with a folder that was named.
    static func find(_ named: String?) throws -> String? {
        if let named = named ?? ProcessEnvironment.values["EVCAM_SDK"], !named.isEmpty {
            guard let folder = resolve(named), hasCameraKit(folder) else {
                throw ValidationError(
                    "\(named) has no CameraKit; name PREFIX/share/evcam/sdk of an installation, or evcam's sources")
            }
            return folder
        }
        guard var folder = resolve("/proc/self/exe") else { return nil }
        // PREFIX/bin/evcam; or a build in evcam's sources, a few levels down.
        for _ in 0..<6 {
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { break }
            folder = String(folder[..<slash])
            for place in [folder + "/share/evcam/sdk", folder] where hasCameraKit(place) { return place }
        }
        return nil
    }

    private static func hasCameraKit(_ folder: String) -> Bool {
        ["/Package.swift", "/Sources/CameraKit"].allSatisfy { access(folder + $0, R_OK) == 0 }
    }

    private static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

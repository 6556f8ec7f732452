// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// A camera in Swift: a package that depends on CameraKit.
struct SwiftTemplate {
    let project: CameraProject

    private var common: CommonFiles { CommonFiles(project: project) }
    /// The folder with CameraKit, as it stands in a literal.
    private var sdk: String {
        (project.sdk ?? "/usr/local/share/evcam/sdk").replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    private var library: String { ".build/release/" + project.library }

    var files: [ProjectFile] {
        [
            ProjectFile("Sources/\(project.typeName)/\(project.typeName).swift", "the camera", camera),
            ProjectFile("Package.swift", "how it is built", manifest), common.exports,
            common.configuration("    camera: \(library)\n    options: {path: failures.txt}"), common.recording,
            ProjectFile("test.sh", "builds it and has evcam's validator try it", isExecutable: true, test),
            common.workflow(packages: "git"),
            ProjectFile("README.md", "what to do with it", readme),
            ProjectFile(".gitignore", "", ".build/\nPackage.resolved\nfailures.txt"),
        ]
    }

    private var camera: String {
        """
        import CameraKit
        import Glibc

        /// Appends a line to a file for each task that failed.
        final class \(project.typeName): Camera {
            static let description = CameraDescription(
                id: "\(project.id)", version: "0.1.0", summary: "appends a line to a file for each task that failed")

            // What the user may write under `options:`. evcam checks it, and prints it as documentation.
            struct Configuration: CameraConfiguration {
                @Option("the file to append to", .path) var path: String
            }

            private let path: String
            private let host: Host
            private var file: UnsafeMutablePointer<FILE>?

            // Looks at the options, and touches nothing outside.
            init(configuration: Configuration, host: Host) {
                path = configuration.path
                self.host = host
            }

            // Opens what the camera needs.
            func start() throws {
                file = fopen(path, "ae")  // e: not for programs that evcam starts
                if file == nil { throw CameraError.config("cannot open \\(path): \\(reason)") }
            }

            // Takes the picture. `changed` holds the tasks that changed since the last picture that was taken.
            func shutter(_ snapshot: SnapshotView) throws {
                for task in snapshot.changed where task.state == "FAILURE" {
                    fputs("\\(task.uuid) \\(task.name?.string ?? "?") \\(task.exception?.string ?? "")\\n", file)
                }
                // Returning says that the lines survive a `kill -9`. Whatever else is thrown, the same tasks come again.
                guard fflush(file) == 0 else { throw CameraError.retry("cannot write \\(path): \\(reason)") }
            }

            // Closes what `start` opened.
            func stop() {
                if let file { fclose(file) }
            }

            private var reason: String { String(cString: strerror(errno)) }
        }

        /// Makes the library a camera.
        @c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? {
            \(project.typeName).entry(major, minor)
        }
        """
    }

    private var manifest: String {
        """
        // swift-tools-version: 6.2
        import PackageDescription

        // CameraKit comes with evcam: from the folder that EVCAM_SDK names, or that of the evcam that made this project.
        let sdk = Context.environment["EVCAM_SDK"] ?? "\(sdk)"

        let package = Package(
            name: "\(project.typeName)",
            products: [.library(name: "evcam-camera-\(project.id)", type: .dynamic, targets: ["\(project.typeName)"])],
            dependencies: [.package(name: "evcam", path: sdk)],
            targets: [
                .target(
                    name: "\(project.typeName)",
                    dependencies: [.product(name: "CameraKit", package: "evcam")],
                    // The library shows its entry and nothing else.
                    linkerSettings: [
                        .unsafeFlags(["-Xlinker", "--version-script=\\(Context.packageDirectory)/exports.map"])
                    ])
            ]
        )
        """
    }

    private var test: String {
        """
        #!/bin/sh
        # Builds the camera and has evcam's validator try it.
        set -eu
        cd "$(dirname "$0")"
        swift build -c release
        exec "${EVCAM:-evcam}" camera test \(library) "$@"
        """
    }

    private var readme: String {
        """
        # \(project.id)

        A camera for evcam, in Swift: it appends a line to a file for each task that failed.

        ```sh
        swift build -c release          # builds \(library)
        evcam record -c config.yaml     # records the short recording; the line is in failures.txt
        ./test.sh                       # has evcam's validator try it
        ```

        The camera is `Sources/\(project.typeName)/\(project.typeName).swift`. CameraKit comes from the evcam that made
        this project; `EVCAM_SDK=FOLDER swift build` takes another one: `PREFIX/share/evcam/sdk` of an installation, or
        evcam's sources.

        \(common.using(library))
        """
    }
}

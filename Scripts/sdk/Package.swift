// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// CameraKit as it is installed with evcam: the sources that cameras are built from, and nothing else. Its products are
// called as in evcam's own package, so that a camera depends on either.
let package = Package(
    name: "evcam",
    products: [
        .library(name: "CameraKit", targets: ["CameraKit"]),
        .library(name: "CameraABI", targets: ["CameraABI"]),
    ],
    targets: [
        .target(name: "CameraABI"),
        .target(
            name: "CameraKit",
            dependencies: ["CameraABI"],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
        ),
    ]
)

// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "HelloCamera",
    products: [.library(name: "evcam-camera-hello", type: .dynamic, targets: ["HelloCamera"])],
    // In a package of your own: what `evcam camera new` writes, see docs/first-camera-swift.md.
    dependencies: [.package(name: "evcam", path: "../..")],
    targets: [
        .target(name: "HelloCamera", dependencies: [.product(name: "CameraKit", package: "evcam")])
    ]
)

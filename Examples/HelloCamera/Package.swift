// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "HelloCamera",
    products: [.library(name: "evcam-camera-hello", type: .dynamic, targets: ["HelloCamera"])],
    // Outside this repository: .package(url: "https://…/evcam", from: "0.1.0")
    dependencies: [.package(name: "evcam", path: "../..")],
    targets: [
        .target(
            name: "HelloCamera",
            dependencies: [
                .product(name: "CameraABI", package: "evcam"), .product(name: "CameraKit", package: "evcam"),
            ])
    ]
)

// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target gets the same flags: a warning is an error, and a module that a file uses but does
/// not import is found here instead of by luck of the build order.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A camera: a dynamic library whose file name carries the id that YAML says after `camera:`.
func cameraProduct(_ id: String, _ target: String) -> Product {
    .library(name: "evcam-camera-\(id)", type: .dynamic, targets: [target])
}

let package = Package(
    name: "evcam",
    products: [
        .executable(name: "evcam", targets: ["evcam"]),
        .library(name: "EvcamRuntime", targets: ["EvcamRuntime"]),
        .library(name: "CameraKit", targets: ["CameraKit"]),
        .library(name: "CameraABI", targets: ["CameraABI"]),
        cameraProduct("console", "ConsoleCameraEntry"),
        cameraProduct("jsonl", "JSONLinesCameraEntry"),
        cameraProduct("exec", "ExecCameraEntry"),
        cameraProduct("sqlite", "SQLiteCameraEntry"),
        cameraProduct("postgres", "PostgresCameraEntry"),
        cameraProduct("minimal", "MinimalCamera"),
        cameraProduct("faulty", "FaultyCamera"),
        cameraProduct("refusing", "RefusingCamera"),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // The public contract, and the SDK on top of it.
        .target(name: "CameraABI"),
        .target(name: "CameraKit", dependencies: ["CameraABI"], swiftSettings: strict),

        // Threads of our own, and how they wait for each other.
        .target(name: "Threads", swiftSettings: strict),
        // Figures in sentences for people.
        .target(name: "Phrases", swiftSettings: strict),

        // The data's way: bytes -> Event -> ClusterState -> Snapshot -> plugins.
        .target(
            name: "EventSources",
            dependencies: [
                "CBase64", "CChecksum", "CKombuEnvelope", "COpenSSL", "CRabbitMQ", "CZlib", "Phrases", "Threads",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "CeleryEvents",
            dependencies: ["CBase64", "CBrotli", "CBzip2", "CLZMA", "CSimdjson", "CYAML", "CZlib", "CZstd"],
            swiftSettings: strict
        ),
        .target(name: "ClusterState", dependencies: ["CeleryEvents"], swiftSettings: strict),
        .target(
            name: "CameraHost",
            dependencies: [
                "CIsolation", "CameraABI", "ClusterState", "Threads", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        // What `evcam camera test` checks of a camera.
        .target(
            name: "CameraValidator",
            dependencies: [
                "CameraABI", "CameraHost", "CeleryEvents", "ClusterState", "Threads",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "EvcamRuntime",
            dependencies: [
                "CBase64", "CYAML", "CZlib", "EventSources", "CeleryEvents", "ClusterState", "CameraHost",
                "CameraValidator", "Phrases", "Threads",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        // What `evcam camera new` writes.
        .target(name: "CameraScaffold", dependencies: ["CameraHost"], swiftSettings: strict),
        // What `evcam query` and `evcam report` read and draw.
        .target(
            name: "Recordings",
            dependencies: ["CPostgreSQL", "CSQLite", "CZlib", "Phrases"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "evcam",
            dependencies: [
                "CameraScaffold", "EvcamRuntime", "Phrases", "Recordings",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        .executableTarget(
            name: "EvcamBenchmarks",
            dependencies: [
                "CSQLite", "CameraABI", "CameraHost", "CameraKit", "CameraStage", "EventSources", "CeleryEvents",
                "ClusterState", "SQLiteCamera",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/Sources",
            swiftSettings: strict
        ),

        // Fences around C and C++.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CBase64"),
        .target(name: "CChecksum", dependencies: ["CZlib"]),
        .target(name: "CIsolation"),
        .target(name: "CKombuEnvelope", dependencies: ["CBase64"]),
        .target(name: "CProgram"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        // Cameras: they import CameraKit or CameraABI and nothing else of ours. The exported entry function has a
        // target of its own: a test binary holds several cameras, and a symbol only once.
        .target(
            name: "ConsoleCamera",
            dependencies: ["CameraKit"],
            path: "Plugins/ConsoleCamera",
            exclude: ["Entry"],
            swiftSettings: strict
        ),
        .target(
            name: "ConsoleCameraEntry",
            dependencies: ["ConsoleCamera", "CameraKit"],
            path: "Plugins/ConsoleCamera/Entry",
            swiftSettings: strict
        ),
        .target(
            name: "JSONLinesCamera",
            dependencies: ["CameraKit", "CZlib"],
            path: "Plugins/JSONLinesCamera",
            exclude: ["Entry"],
            swiftSettings: strict
        ),
        .target(
            name: "JSONLinesCameraEntry",
            dependencies: ["JSONLinesCamera", "CameraKit"],
            path: "Plugins/JSONLinesCamera/Entry",
            swiftSettings: strict
        ),
        .target(
            name: "ExecCamera",
            dependencies: ["CProgram", "CameraKit"],
            path: "Plugins/ExecCamera",
            exclude: ["Entry"],
            swiftSettings: strict
        ),
        .target(
            name: "ExecCameraEntry",
            dependencies: ["ExecCamera", "CameraKit"],
            path: "Plugins/ExecCamera/Entry",
            swiftSettings: strict
        ),
        .target(
            name: "SQLiteCamera",
            dependencies: ["CSQLite", "CameraKit"],
            path: "Plugins/SQLiteCamera",
            exclude: ["Entry"],
            swiftSettings: strict
        ),
        .target(
            name: "SQLiteCameraEntry",
            dependencies: ["SQLiteCamera", "CameraKit"],
            path: "Plugins/SQLiteCamera/Entry",
            swiftSettings: strict
        ),
        .target(
            name: "PostgresCamera",
            dependencies: ["CPostgreSQL", "CameraKit"],
            path: "Plugins/PostgresCamera",
            exclude: ["Entry"],
            swiftSettings: strict
        ),
        .target(
            name: "PostgresCameraEntry",
            dependencies: ["PostgresCamera", "CameraKit"],
            path: "Plugins/PostgresCamera/Entry",
            swiftSettings: strict
        ),
        .target(
            name: "MinimalCamera",
            dependencies: ["CameraABI"],
            path: "Plugins/MinimalCamera",
            publicHeadersPath: "."
        ),

        // Tests.
        .testTarget(
            name: "CameraABITests",
            dependencies: ["CameraABI"],
            exclude: ["layout.txt"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CameraKitTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ConsoleCameraTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage", "ConsoleCamera"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "JSONLinesCameraTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage", "JSONLinesCamera"],
            swiftSettings: strict
        ),
        // What tests of several targets use.
        .target(
            name: "TestSupport",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "ExecCameraTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage", "ExecCamera"],
            swiftSettings: strict
        ),
        // A host made of ABI structs built by hand, to drive cameras in tests.
        .target(
            name: "CameraStage",
            dependencies: ["CameraABI"],
            path: "Tests/CameraStage",
            swiftSettings: strict
        ),
        // Tests' cameras are products so that `swift test` builds their libraries beside the tests.
        .target(name: "FaultyCamera", dependencies: ["CameraABI"], path: "Tests/FaultyCamera", publicHeadersPath: "."),
        .target(
            name: "RefusingCamera",
            dependencies: ["CameraABI"],
            path: "Tests/RefusingCamera",
            publicHeadersPath: "."
        ),
        .testTarget(
            name: "CameraHostTests",
            dependencies: [
                "CameraHost", "CameraABI", "CeleryEvents", "ClusterState", "Threads",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CeleryEventsTests",
            dependencies: ["CBase64", "CeleryEvents", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ClusterStateTests",
            dependencies: ["ClusterState", "CeleryEvents", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "EvcamRuntime", "EventSources", "CeleryEvents", "ClusterState",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Tools"],
            swiftSettings: strict
        ),
        // Servers of the tests' own, started as children.
        .target(
            name: "ServerFixtures", dependencies: ["CSQLite"], path: "Tests/ServerFixtures", swiftSettings: strict),
        .testTarget(
            name: "EventSourcesTests",
            dependencies: [
                "ServerFixtures", "CBase64", "CChecksum", "CKombuEnvelope", "CRabbitMQ", "CZlib", "CeleryEvents",
                "EventSources", "TestSupport", "Threads",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        // A process that writes a tape, for tests that kill it.
        .executableTarget(
            name: "TapeProbe",
            dependencies: ["EventSources", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TapeProbe",
            swiftSettings: strict
        ),
        .testTarget(
            name: "EvcamRuntimeTests",
            dependencies: [
                "EvcamRuntime", "CameraHost", "CeleryEvents", "ClusterState", "EventSources", "Phrases", "TestSupport",
                "Threads",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        // Runs the built executable with cameras that break one rule each, compiled by the tests.
        .testTarget(
            name: "CameraValidatorTests",
            dependencies: ["CameraABI", "CameraValidator"],
            exclude: ["Cameras"],
            swiftSettings: strict
        ),
        // New cameras' projects: what is written, built, inspected and recorded with; and the documentation's text.
        .testTarget(name: "CameraProjectTests", dependencies: ["CameraScaffold"], swiftSettings: strict),
        // Runs the built executable, which lies beside the tests' own.
        .testTarget(
            name: "CommandTests", dependencies: ["ServerFixtures"], exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "SQLiteCameraTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage", "SQLiteCamera", "ServerFixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PostgresCameraTests",
            dependencies: ["CameraABI", "CameraKit", "CameraStage", "PostgresCamera", "ServerFixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "RecordingsTests",
            dependencies: ["CSQLite", "CameraHost", "Phrases", "Recordings", "ServerFixtures"],
            swiftSettings: strict
        ),
        // The built executable with cameras that write to databases: real servers, kills, Django.
        .testTarget(
            name: "DatabaseTests", dependencies: ["ServerFixtures"], exclude: ["Django"], swiftSettings: strict),
        // The same, at real brokers and with real workers.
        .testTarget(name: "LiveTests", exclude: ["Tools"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Glibc
import Testing

/// Cameras on evcam/camera.hpp, built by the system's compiler and driven as a host would.
struct CppCameraTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A camera that throws what the snapshot's cluster name says, and reports its options and what it saw.
    private static let probe = """
        #include <evcam/camera.hpp>
        #include <system_error>

        class probe : public evcam::camera {
           public:
            struct settings : evcam::settings {
                evcam::option<std::string> word{this, "word", "a word"};
                evcam::option<std::int64_t> many{this, "many", "how many", evcam::by_default(3), evcam::at_least(1),
                                                 evcam::at_most(9)};
                evcam::option<evcam::nanoseconds> pause{this, "pause", "a pause", evcam::by_default("2m")};
                evcam::option<std::int64_t> room{this, "room", "room", evcam::bytes, evcam::by_default("5MB")};
                evcam::option<std::optional<double>> share{this, "share", "a share"};
                evcam::option<bool> flag{this, "flag", "a flag", evcam::by_default(true)};
                evcam::option<std::optional<std::vector<std::string>>> names{this, "names", "names"};
            };
            static evcam::description describe() {
                return {"ID", "1.2.3", "a probe", evcam::wants::task_counts | evcam::wants::counters, "nobody", "MIT"};
            }

            probe(const settings &settings, evcam::host host) : settings_(settings), host_(host) {
                if (*settings.word == "no") throw evcam::config_error("not that word");
                if (*settings.word == "later") throw evcam::retry_error("not now");
                if (*settings.word == "mishap") throw std::system_error(EIO, std::generic_category(), "a mishap");
            }
            ~probe() override { host_.log(EVCAM_LOG_DEBUG, "gone"); }

            void start() override {
                host_.log(EVCAM_LOG_INFO, "started", {{"word", *settings_.word}, {"pid", 7}, {"share", 0.5}});
                host_.metric("many", static_cast<double>(*settings_.many));
                host_.metric("pause", std::chrono::duration<double>(*settings_.pause).count());
                host_.metric("room", static_cast<double>(*settings_.room));
                host_.metric("share", settings_.share->value_or(-1));
                host_.metric("flag", *settings_.flag ? 1 : 0);
                host_.metric("names", settings_.names->has_value() ? static_cast<double>((*settings_.names)->size()) : -1);
                host_.metric("set", settings_.word.is_set() && !settings_.many.is_set() ? 1 : 0);
            }
            void shutter(const evcam::snapshot &snapshot) override {
                const std::string cluster(snapshot.cluster());
                if (cluster == "retry") throw evcam::retry_error("later");
                if (cluster == "drop") throw evcam::drop_error("never");
                if (cluster == "fatal") throw evcam::fatal_error("over");
                if (cluster == "config") throw evcam::config_error("too late");
                if (cluster == "system") throw std::system_error(ENOSPC, std::generic_category(), "disk");
                if (cluster == "logic") throw std::out_of_range("a bug");
                if (cluster == "number") throw 42;
                if (cluster == "retain") evcam::retained kept(host_, snapshot);
                int failures = 0;
                for (auto task : snapshot.changed()) failures += task.state() == "FAILURE" ? 1 : 0;
                host_.metric("changed", static_cast<double>(snapshot.changed().size()));
                host_.metric("failures", failures);
                for (auto task : snapshot.changed())
                    if (task.name()) host_.log(EVCAM_LOG_INFO, *task.name(), {{"runtime", task.runtime().value_or(-1)}});
                for (auto worker : snapshot.workers()) host_.log(EVCAM_LOG_INFO, worker.hostname());
            }
            std::uint64_t cleanup(double now) override { return static_cast<std::uint64_t>(now); }
            void stop() override { throw std::runtime_error("not even this gets out"); }

           private:
            const settings &settings_;
            evcam::host host_;
        };
        EVCAM_CAMERA(probe)
        """

    private let folder = NSTemporaryDirectory() + "/evcam-cpp-\(UUID().uuidString)"

    private func load(_ id: String = "probe") throws -> UnsafePointer<evcam_camera> {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = folder + "/\(id).cpp"
        try Self.probe.replacing("\"ID\"", with: "\"\(id)\"").write(toFile: source, atomically: true, encoding: .utf8)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fPIC", "-shared", "-I",
            Self.root + "/Sources/CameraABI/include", "-o", folder + "/\(id).so", source,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        let handle = try #require(dlopen(folder + "/\(id).so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
        let symbol = try #require(dlsym(handle, "evcam_camera_entry"))
        typealias Entry = @convention(c) (UInt32, UInt32) -> UnsafePointer<evcam_camera>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        #expect(entry(2, 0) == nil)
        return try #require(entry(1, 0))
    }

    @Test func `a C++ camera is told its options, sees tasks, and lets no exception out`() throws {
        let library = try load()
        let camera = StagedCamera(library, options: ["word": "yes", "share": "0.25", "names": "a,b"], padding: 40)
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_OK)
        #expect(
            camera.host.metrics == [
                "many": 3, "pause": 120, "room": 5_000_000, "share": 0.25, "flag": 1, "names": 2, "set": 1,
            ])
        let snapshot = SnapshotBuilder()
        snapshot.padding = 24
        snapshot.task("a", state: "FAILURE") { $0.name = snapshot.arena.text("shop.pay") }
        snapshot.task("b") { $0.runtime = 2 }
        snapshot.worker("w1@a")
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.host.metrics["changed"] == 2 && camera.host.metrics["failures"] == 1)
        #expect(
            camera.host.logs.map(\.message) == ["started word=yes pid=7 share=0.5", "shop.pay runtime=-1.0", "w1@a"])
        #expect(camera.cleanup(now: 42).deleted == 42)
        #expect(camera.flush() == EVCAM_OK)
        camera.stop()
        #expect(camera.host.logs.last?.message == "the camera threw in stop")

        let outcomes: [(String, evcam_result, String)] = [
            ("retry", EVCAM_RETRY, "later"), ("drop", EVCAM_DROP, "never"), ("fatal", EVCAM_FATAL, "over"),
            ("config", EVCAM_FATAL, "too late"), ("system", EVCAM_RETRY, "disk: No space left on device"),
            ("logic", EVCAM_FATAL, "a bug"),
            ("number", EVCAM_FATAL, "the camera threw something that is no std::exception"),
            ("retain", EVCAM_RETRY, "the host keeps no further snapshot for this camera"),
        ]
        for (cluster, result, message) in outcomes {
            let snapshot = SnapshotBuilder()
            snapshot.header.cluster = snapshot.arena.text(cluster)
            #expect(camera.shutter(snapshot) == result, "\(cluster)")
            #expect(camera.host.errors.last?.message == message)
            #expect(camera.host.errors.last?.code == result)
        }
        for (word, result) in [("no", EVCAM_CONFIG), ("later", EVCAM_FATAL), ("mishap", EVCAM_FATAL)] {
            #expect(StagedCamera(library, options: ["word": word]).created == result, "\(word)")
        }
        let none = StagedCamera(library)
        #expect(none.created == EVCAM_CONFIG)
        #expect(none.host.errors.map(\.message) == ["option `word` is missing"])
    }

    @Test func `two C++ cameras with classes of one name stay apart`() throws {
        let (first, second) = (try load("first").pointee, try load("second").pointee)
        #expect(first.id.ptr.map { String(cString: $0) } == "first")
        #expect(second.id.ptr.map { String(cString: $0) } == "second")
        #expect(first.option_count == 7 && first.flags == EVCAM_CAMERA_WANTS_TASK_COUNTS | EVCAM_CAMERA_WANTS_COUNTERS)
    }
}

// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Testing

@testable import CameraHost

struct DescriptionReaderTests {
    /// The faulty camera's own description, changed.
    private func read(_ change: (inout evcam_camera) -> Void) throws -> CameraDescription {
        let library = try FaultyCameras.library()
        var camera = try #require(library.camera).pointee
        change(&camera)
        return try withUnsafePointer(to: camera) { try DescriptionReader(file: library.file).read($0) }
    }

    private func text(_ literal: StaticString) -> evcam_string { evcam_string(literal) }

    @Test func `a good description is read whole`() throws {
        let description = try read { _ in }
        #expect(description.id == "faulty" && description.version == "1.0" && description.license == "Apache-2.0")
        #expect(description.wants == [.tasks, .taskCounts, .counters])
        let mode = try #require(description.options.first { $0.name == "mode" })
        #expect(mode.kind == .enum && mode.choices == ["calm", "wild"] && mode.defaultValue == "calm")
        let pause = try #require(description.options.first { $0.name == "pause" })
        #expect(pause.minimum == 0 && pause.maximum == 60 && !pause.isRequired)
    }

    @Test func `a camera that lies is refused`() throws {
        let lies: [(String, (inout evcam_camera) -> Void)] = [
            ("40 bytes", { $0.size = 40 }),
            ("needs camera ABI 2.x", { $0.abi_major = 2 }),
            ("needs camera ABI 1.3", { $0.min_host_minor = 3 }),
            ("calls itself `other`", { $0.id = self.text("other") }),
            ("other characters", { $0.id = self.text("Faulty Camera") }),
            ("id is missing", { $0.id = evcam_string(ptr: nil, len: 9) }),
            ("version is missing", { $0.version = evcam_string(ptr: nil, len: 0) }),
            ("lacks one of the functions", { $0.create = nil }),
            ("lacks one of the functions", { $0.start = nil }),
            ("lacks one of the functions", { $0.shutter = nil }),
            ("lacks one of the functions", { $0.destroy = nil }),
            ("cannot be read", { $0.option_stride = 8 }),
            ("cannot be read", { $0.options = nil }),
            ("cannot be read", { $0.option_count = .max }),
        ]
        for (complaint, lie) in lies {
            let error = #expect(throws: CameraError.self) { try read(lie) }
            #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a newer and longer description is read as far as we know it`() throws {
        #expect(throws: Never.self) { try read { ($0.size, $0.abi_minor) = (400, 9) } }
        #expect(throws: Never.self) {
            try read { ($0.cleanup, $0.flush, $0.stop, $0.get_extension) = (nil, nil, nil, nil) }
        }
    }

    @Test func `options that break the rules are refused`() throws {
        let library = try FaultyCameras.library()
        let good = try #require(library.camera?.pointee.options).pointee
        let lies: [(String, (inout evcam_option) -> Void)] = [
            ("lower_snake_case", { $0.name = self.text("Bad-Name") }),
            ("lower_snake_case", { $0.name = self.text("a.b.c") }),
            ("lower_snake_case", { $0.name = self.text(".b") }),
            ("is missing", { $0.name = self.text("") }),
            ("4 bytes", { $0.size = 4 }),
            ("unknown type 99", { $0.type = 99 }),
            ("no choices", { $0.type = EVCAM_OPTION_ENUM }),
            (
                "least value above",
                { ($0.flags, $0.minimum, $0.maximum) = (EVCAM_OPTION_HAS_MIN | EVCAM_OPTION_HAS_MAX, 2, 1) }
            ),
        ]
        for (complaint, lie) in lies {
            var option = good
            lie(&option)
            let error = withUnsafePointer(to: option) { option in
                #expect(throws: CameraError.self) { try read { ($0.options, $0.option_count) = (option, 1) } }
            }
            #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        }
        let error = [good, good].withUnsafeBufferPointer { options in
            #expect(throws: CameraError.self) { try read { ($0.options, $0.option_count) = (options.baseAddress, 2) } }
        }
        #expect(error?.message.contains("twice") == true)
    }
}

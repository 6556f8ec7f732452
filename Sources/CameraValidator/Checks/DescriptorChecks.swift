// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// What the camera says about itself.
enum DescriptorChecks {
    static let all = [
        Check("descriptor.valid", "the description is one that a host takes", .entry, run: valid).needing(.load),
        Check("descriptor.stable", "the description never changes", .entry, run: stable),
        Check("options.schema", "the declared options are consistent", .options, run: schema).needing(.load),
        Check("options.defaults", "the declared defaults are valid", .options, run: defaults).needing(.load),
        Check("options.documented", "every option says what it does", .options, severity: .warning, run: documented)
            .needing(.load),
    ]

    /// The description, unless there is none.
    private static func raw(_ trial: Trial) throws(Finding) -> UnsafePointer<evcam_camera>? {
        try trial.entry()(HostVersion.abiMajor, HostVersion.abiMinor)
    }

    static func valid(_ trial: Trial) throws(Finding) {
        guard let camera = try raw(trial) else {
            throw .failed(
                "entry(\(HostVersion.abiMajor), \(HostVersion.abiMinor)) was called", expected: "a description",
                happened: "NULL: the camera refuses \(HostVersion.text)")
        }
        do throws(CameraError) {
            let size = UnsafeRawPointer(camera).load(as: UInt32.self)
            guard size >= UInt32(MemoryLayout<evcam_camera>.size) else {
                _ = try DescriptionReader(file: trial.setup.file).read(camera)
                return
            }
            // Options are another check's business.
            var head = camera.pointee
            head.option_count = 0
            _ = try DescriptionReader(file: trial.setup.file).read(&head)
        } catch {
            throw .failed("the description was read", expected: "one that keeps the rules", happened: error.message)
        }
    }

    static func stable(_ trial: Trial) throws(Finding) {
        let (camera, description) = try trial.camera()
        let before = bytes(camera)
        let staged = try trial.started()
        try trial.expectTaken(staged.shutter(trial.draft(), "an empty picture"), "an empty picture was handed over")
        staged.end()
        let again = try raw(trial)
        guard again == camera, bytes(camera) == before else {
            throw .failed(
                "the description was compared before and after an instance's life", expected: "the same bytes",
                happened: again == camera ? "its bytes changed" : "entry answers another one")
        }
        guard let after = try? DescriptionReader(file: trial.setup.file).read(camera), after == description else {
            throw .failed(
                "the description was read before and after an instance's life", expected: "the same texts",
                happened: "they changed")
        }
    }

    private static func bytes(_ camera: UnsafePointer<evcam_camera>) -> [UInt8] {
        var all = Array(UnsafeRawBufferPointer(start: camera, count: Int(camera.pointee.size)))
        let size = Int(camera.pointee.option_count) * Int(camera.pointee.option_stride)
        all += UnsafeRawBufferPointer(start: camera.pointee.options, count: camera.pointee.options == nil ? 0 : size)
        return all
    }

    static func schema(_ trial: Trial) throws(Finding) {
        guard let camera = try raw(trial) else {
            throw .skipped("the camera answers no description: see descriptor.valid")
        }
        let done = "the declared options were read"
        guard UnsafeRawPointer(camera).load(as: UInt32.self) >= UInt32(MemoryLayout<evcam_camera>.size) else {
            throw .skipped("the description is too short: see descriptor.valid")
        }
        let options: [OptionDeclaration]
        do throws(CameraError) {
            options = try DescriptionReader(file: trial.setup.file).options(camera.pointee)
        } catch {
            throw .failed(done, expected: "ones that keep the rules", happened: error.message)
        }
        for option in options {
            func broken(_ expected: String, _ happened: String) -> Finding {
                .failed(done, expected: "option `\(option.name)` \(expected)", happened: happened)
            }
            if option.isRequired, option.defaultValue != nil {
                throw broken("is required or has a default", "it is required and has one: nobody would ever see it")
            }
            let hasBounds = option.minimum != nil || option.maximum != nil
            if hasBounds, ![.int, .float, .duration, .bytes, .list, .string].contains(option.kind) {
                throw broken("has no bounds, as its type is \(option.kind)", "it has")
            }
            if option.minimum?.isNaN == true || option.maximum?.isNaN == true {
                throw broken("has bounds that are numbers", "one is NaN")
            }
            if Set(option.choices).count < option.choices.count {
                throw broken("offers each choice once", "one stands there twice")
            }
        }
    }

    static func defaults(_ trial: Trial) throws(Finding) {
        for option in try trial.camera().description.options {
            guard let text = option.defaultValue else { continue }
            do throws(OptionReading.Problem) {
                _ = try trial.setup.reading.value(option, text)
            } catch {
                throw .failed(
                    "the default of option `\(option.name)`, `\(text)`, was read as a user's value would be",
                    expected: "a value that fits the declaration", happened: error.message)
            }
        }
    }

    static func documented(_ trial: Trial) throws(Finding) {
        let (_, description) = try trial.camera()
        for option in description.options where option.summary.isEmpty {
            throw .failed(
                "the documentation was made", expected: "a line that says what option `\(option.name)` does",
                happened: "there is none")
        }
        guard !description.summary.isEmpty else {
            throw .failed("the documentation was made", expected: "a line about the camera", happened: "there is none")
        }
    }
}

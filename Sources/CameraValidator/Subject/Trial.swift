// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// One run of one check: the camera under test, and what checks need.
///
/// Confined to the thread that the check runs on, which plays the lane.
final class Trial {
    let setup: CheckSetup
    let trace: Trace
    var random: SeededGenerator
    private var subject: Subject?
    private var known: (camera: UnsafePointer<evcam_camera>, description: CameraDescription)?
    /// Why the camera's backend seems to be away; nil: it does not.
    private var away: String?
    private var isTaken = false

    init(_ setup: CheckSetup, _ trace: Trace) {
        self.setup = setup
        self.trace = trace
        random = SeededGenerator(seed: setup.seed)
    }

    // MARK: - The camera

    /// The library; the check `load.opens` tells what is wrong with one that does not load.
    func entry() throws(Finding) -> Subject.Entry {
        if let subject { return subject.entry }
        trace.step("load the library")
        do throws(Finding) {
            let loaded = try Subject(setup.file)
            subject = loaded
            return loaded.entry
        } catch {
            throw .skipped("the camera does not load: see load.opens")
        }
    }

    /// The description as a host reads it; `descriptor.valid` and `options.schema` tell what is wrong with one
    /// that it refuses.
    func camera() throws(Finding) -> (camera: UnsafePointer<evcam_camera>, description: CameraDescription) {
        if let known { return known }
        let entry = try entry()
        trace.step("entry(\(HostVersion.abiMajor), \(HostVersion.abiMinor))")
        guard let camera = entry(HostVersion.abiMajor, HostVersion.abiMinor) else {
            throw .skipped("the camera answers no description: see descriptor.valid")
        }
        do throws(CameraError) {
            let description = try DescriptionReader(file: setup.file).read(camera)
            known = (camera, description)
            wants = description.wants
            return (camera, description)
        } catch {
            throw .skipped("a host refuses the camera's description: see descriptor.valid and options.schema")
        }
    }

    /// What the camera wants of a snapshot, with the options that were last made for it.
    private(set) var wants = SnapshotWants()

    // MARK: - Instances

    /// An instance that is not created yet.
    func staged(_ layout: StageLayout = .plain, name: String = "probe") throws(Finding) -> StagedCamera {
        StagedCamera(
            try camera().camera, trace, name: name, folder: setup.folder + "/data-\(name)", layout: layout)
    }

    /// A created and started instance; `life.whole` tells what is wrong with one that does not get so far.
    func started(
        _ layout: StageLayout = .plain, name: String = "probe"
    ) throws(Finding) -> StagedCamera {
        try started(layout, name: name, plan: try sampleOptions(name))
    }

    /// A created and started instance with options of the check's own.
    func started(
        _ layout: StageLayout = .plain, name: String = "probe", plan: OptionPlan
    ) throws(Finding) -> StagedCamera {
        let staged = try staged(layout, name: name)
        let created = staged.create(plan)
        guard created.result == .ok else { throw .skipped("create answered \(created): see life.whole") }
        let started = staged.start()
        switch started.result {
        case .ok: break
        case .retry: away = started.reason ?? "it did not say why"
        default: throw .skipped("start answered \(started): see life.whole")
        }
        return staged
    }

    /// The options of one instance: the user's, and samples for what else is needed.
    func sampleOptions(_ name: String = "probe") throws(Finding) -> OptionPlan {
        let description = try camera().description
        let plan = try SampleOptions(setup, instance: name).plan(description.options)
        wants = plan.entries.reduce(into: description.wants) { wants, entry in
            if entry.value == .bool(true) { wants.formUnion(entry.declaration.wants) }
        }
        return plan
    }

    /// A draft with the camera's wants.
    func draft(
        _ layout: StageLayout = .plain, sequence: UInt64 = 1, base: UInt64 = 0, revision: UInt64 = 1
    ) -> SnapshotDraft {
        SnapshotDraft(layout, wants: wants, sequence: sequence, base: base, revision: revision)
    }

    // MARK: - Judging

    /// What shutter may answer to a picture that it can take: OK, or RETRY while its backend is away.
    func expectTaken(_ answer: Answer, _ done: String) throws(Finding) {
        switch answer.result {
        case .ok: isTaken = true
        case .retry where answer.reason != nil: away = away ?? answer.reason
        default:
            throw .failed(done, expected: "OK, or RETRY with a reason", happened: "shutter answered \(answer)")
        }
        guard answer.seconds <= setup.deadline else {
            throw .failed(
                done, expected: "an answer within \(setup.deadline) s", happened: "it took \(answer.seconds) s")
        }
    }

    /// Ends a check that could see nothing because the camera's backend was away all the time.
    func finish() throws(Finding) {
        guard let away, !isTaken else { return }
        throw .skipped("the camera only ever answered RETRY (\(away)); give it what it needs with -o key=value")
    }
}

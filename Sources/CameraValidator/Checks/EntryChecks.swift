// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc
import Threads

/// The one exported function.
enum EntryChecks {
    static let all = [
        Check("entry.fast", "entry answers at once", .entry, run: fast).needing(.load),
        Check("entry.unknown-major", "entry answers NULL to a host of another major", .versions, run: unknownMajor)
            .needing(.load),
        Check("entry.host-minor", "entry answers by the host's minor", .versions, run: hostMinor).needing(.load),
        Check("entry.twice", "entry answers the same every time", .entry, run: twice).needing(.load),
        Check("entry.threads", "entry answers the same on two threads at once", .entry, run: threads).needing(.load),
        Check("extension.unknown", "get_extension answers NULL to unknown ids", .extensions, run: unknownExtension)
            .needing(.load),
    ]

    /// Half a second of work is what no constant answer needs, on whatever machine.
    private static let patience = 0.5

    static func fast(_ trial: Trial) throws(Finding) {
        let entry = try trial.entry()
        trial.trace.step("entry(\(HostVersion.abiMajor), \(HostVersion.abiMinor))")
        // The best of three: the machine may be busy with something else.
        var best = Double.infinity
        for _ in 0..<3 {
            let started = MonotonicClock.now
            _ = entry(HostVersion.abiMajor, HostVersion.abiMinor)
            best = min(best, MonotonicClock.now - started)
        }
        guard best < patience else {
            throw .failed("entry was called three times", expected: "an answer at once", happened: "it took \(best) s")
        }
    }

    static func unknownMajor(_ trial: Trial) throws(Finding) {
        let entry = try trial.entry()
        for major in [0, HostVersion.abiMajor + 1, HostVersion.abiMajor + 41, .max] {
            trial.trace.step("entry(\(major), 0)")
            guard entry(major, 0) == nil else {
                throw .failed(
                    "entry was called by a host of major \(major)", expected: "NULL",
                    happened: "it answered a description")
            }
        }
    }

    static func hostMinor(_ trial: Trial) throws(Finding) {
        let entry = try trial.entry()
        guard let camera = entry(HostVersion.abiMajor, HostVersion.abiMinor) else {
            throw .skipped("the camera answers no description: see descriptor.valid")
        }
        let least = camera.pointee.min_host_minor
        for minor in Set([least, HostVersion.abiMinor, HostVersion.abiMinor + 1, 1000, .max]).sorted() {
            trial.trace.step("entry(\(HostVersion.abiMajor), \(minor))")
            guard entry(HostVersion.abiMajor, minor) != nil else {
                throw .failed(
                    "entry was called by a host of minor \(minor)",
                    expected: "a description, as minor \(least) is enough", happened: "NULL")
            }
        }
        guard least > 0 else { return }
        trial.trace.step("entry(\(HostVersion.abiMajor), \(least - 1))")
        guard entry(HostVersion.abiMajor, least - 1) == nil else {
            throw .failed(
                "entry was called by a host of minor \(least - 1)", expected: "NULL, as the camera needs \(least)",
                happened: "it answered a description")
        }
    }

    static func twice(_ trial: Trial) throws(Finding) {
        let entry = try trial.entry()
        let first = entry(HostVersion.abiMajor, HostVersion.abiMinor)
        for count in 2...100 {
            trial.trace.step("entry, time \(count)")
            guard entry(HostVersion.abiMajor, HostVersion.abiMinor) == first else {
                throw .failed(
                    "entry was called \(count) times", expected: "the same description", happened: "another one")
            }
        }
    }

    static func threads(_ trial: Trial) throws(Finding) {
        let entry = try trial.entry()
        // Pointers are compared, not followed.
        let answers = Monitor<Set<UInt>>([UInt(bitPattern: entry(HostVersion.abiMajor, HostVersion.abiMinor))])
        var threads: [DedicatedThread] = []
        trial.trace.step("entry on two threads")
        for _ in 0..<2 {
            let thread = try? DedicatedThread(named: "entry") {
                for _ in 0..<1000 {
                    let answer = UInt(bitPattern: entry(HostVersion.abiMajor, HostVersion.abiMinor))
                    answers.withLock { _ = $0.insert(answer) }
                }
            }
            if let thread { threads.append(thread) }
        }
        for thread in threads { thread.join() }
        let count = answers.withLock { $0.count }
        guard count <= 1 else {
            throw .failed(
                "entry was called on two threads at once", expected: "one and the same description",
                happened: "there were \(count) different answers")
        }
    }

    static func unknownExtension(_ trial: Trial) throws(Finding) {
        guard let ask = try trial.camera().camera.pointee.get_extension else { return }
        let memory = StageMemory(isGuarded: true)
        let ids = [
            memory.text("evcam.no-such-extension/1"), memory.text(""), evcam_string(ptr: nil, len: 0),
            memory.text("evcam.state"), memory.text(String(repeating: "x", count: 70_000)),
            memory.text(bytes: [0xFF, 0xFE, 0x00, 0x80]),
        ]
        for id in ids {
            let name = id.string(atMost: 40) ?? "NULL"
            trial.trace.step("get_extension(\(name))")
            guard ask(id) == nil else {
                throw .failed("get_extension was asked for `\(name)`", expected: "NULL", happened: "it answered one")
            }
        }
    }
}

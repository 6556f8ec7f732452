// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc

/// Values of options, good and bad.
enum OptionChecks {
    static let all = [
        Check("options.limits", "every option works at its least and greatest value", .options, run: limits).needing(
            .emptyShutter),
        Check("options.wrong-type", "a value of another type does no harm", .options, run: wrongType).needing(.create),
        Check("options.missing", "an option that is missing does no harm", .options, run: missing).needing(.create),
        Check("options.bad-config", "bad values are refused with CONFIG and a message", .options, run: badConfig)
            .needing(.create),
        Check("options.bad-path", "a path that cannot be is refused with a message", .results, run: badPath).needing(
            .start),
    ]

    /// Creates and destroys an instance; a crash ends the process.
    private static func create(_ trial: Trial, _ plan: OptionPlan, _ what: String) throws(Finding) -> Answer {
        let staged = try trial.staged()
        let answer = staged.create(plan, "create with \(what)")
        if answer.result == .ok { staged.destroy() }
        return answer
    }

    private static func extremes(_ option: OptionDeclaration) -> [(OptionValue, String)] {
        let least = option.minimum ?? (option.kind == .int ? -9.3e18 : option.kind == .float ? -1e300 : 0)
        let most = option.maximum ?? (option.kind == .float ? 1e300 : 9.3e18)
        let named = "`\(option.name)` at its"
        func both(_ value: (Double) -> OptionValue) -> [(OptionValue, String)] {
            [(value(least), "\(named) least, \(least)"), (value(most), "\(named) greatest, \(most)")]
        }
        func length(_ limit: Double, _ most: Double) -> Int { Int(max(0, min(limit, most))) }
        switch option.kind {
        case .int: return both { .int(Int64(clamping: $0)) }
        case .bytes: return both { .bytes(Int64(clamping: $0)) }
        case .duration: return both { .duration(Int64(clamping: $0 * 1e9)) }
        case .float: return both { .float($0) }
        case .bool: return [(.bool(false), "\(named) false"), (.bool(true), "\(named) true")]
        case .enum: return option.choices.map { (.text($0), "`\(option.name)` as `\($0)`") }
        case .list: return both { limit in .list((0..<length(limit, 1000)).map { "item\($0)" }) }
        case .string, .secret: return both { .text(String(repeating: "x", count: length($0, 65_536))) }
        case .path, .url: return []
        }
    }

    static func limits(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        for option in try trial.camera().description.options {
            for (value, what) in extremes(option) {
                let staged = try trial.staged()
                let created = staged.create(sample.setting(option, value), "create with \(what)")
                let done = "an instance was created with \(what)"
                guard created.result == .ok || (created.result == .config && created.reason != nil) else {
                    throw .failed(
                        done, expected: "OK, or CONFIG with a message", happened: "create answered \(created)")
                }
                guard created.result == .ok else { continue }
                defer { staged.destroy() }
                guard staged.start().result == .ok else { continue }
                let answer = staged.shutter(trial.draft(), "an empty picture, \(what)")
                staged.stop()
                guard answer.result != nil, answer.result != .config else {
                    throw .failed(done + " and got an empty picture", expected: "a result", happened: "\(answer)")
                }
            }
        }
    }

    static func wrongType(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        let others: [OptionValue] = [.int(7), .float(.nan), .text("evcam"), .list(["evcam"]), .bool(true)]
        for option in try trial.camera().description.options {
            for kind in [OptionDeclaration.Kind.int, .float, .string, .list, .bool] where kind != option.kind {
                let index: Int =
                    switch kind {
                    case .int: 0
                    case .float: 1
                    case .string: 2
                    case .list: 3
                    default: 4
                    }
                let plan = sample.setting(option, others[index], type: kind.rawValue)
                try mustAnswer(
                    try create(trial, plan, "`\(option.name)` as a \(kind)"), "`\(option.name)` as a \(kind)")
            }
            let plan = sample.setting(option, .text("evcam"), type: 4711)
            try mustAnswer(try create(trial, plan, "`\(option.name)` of type 4711"), "`\(option.name)` of type 4711")
        }
    }

    static func missing(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        for option in try trial.camera().description.options {
            let what = "option `\(option.name)` missing"
            try mustAnswer(try create(trial, sample.without(option.name), what), what)
        }
        try mustAnswer(try create(trial, OptionPlan(), "no option at all"), "no option at all")
    }

    private static func mustAnswer(_ answer: Answer, _ what: String) throws(Finding) {
        guard let result = answer.result, [.ok, .config, .fatal].contains(result) else {
            throw .failed(
                "an instance was created with \(what)", expected: "OK, CONFIG or FATAL",
                happened: "create answered \(answer)")
        }
    }

    static func badConfig(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        var bad: [(OptionDeclaration, OptionValue, String)] = []
        for option in try trial.camera().description.options {
            switch option.kind {
            case .enum: bad.append((option, .text("evcam-no-such-choice"), "`\(option.name)`: evcam-no-such-choice"))
            case .int:
                if let least = option.minimum, least > -9e18 {
                    bad.append((option, .int(Int64(clamping: least - 1)), "`\(option.name)` below its least"))
                }
                if let most = option.maximum, most < 9e18 {
                    bad.append((option, .int(Int64(clamping: most + 1)), "`\(option.name)` above its greatest"))
                }
            case .float: bad.append((option, .float(.nan), "`\(option.name)`: NaN"))
            case .url: bad.append((option, .text("evcam: no URL"), "`\(option.name)` that is no URL"))
            case .duration: bad.append((option, .duration(-1), "`\(option.name)` of less than nothing"))
            case .bytes: bad.append((option, .bytes(-1), "`\(option.name)` of less than nothing"))
            case .path: bad.append((option, .text(""), "an empty `\(option.name)`"))
            default: break
            }
        }
        guard !bad.isEmpty else { throw .skipped("no option of the camera can have a bad value") }
        for (option, value, what) in bad {
            let answer = try create(trial, sample.setting(option, value), what)
            guard answer.result == .ok || (answer.result == .config && answer.reason?.isEmpty == false) else {
                throw .failed(
                    "an instance was created with \(what)", expected: "CONFIG with a message, or OK",
                    happened: "create answered \(answer)")
            }
        }
    }

    /// A path below a plain file cannot be, not even for root.
    static func badPath(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        let paths = try trial.camera().description.options.filter { $0.kind == .path }
        guard !paths.isEmpty else { throw .skipped("the camera has no option that is a path") }
        let file = trial.setup.folder + "/plain-file"
        close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        for option in paths {
            let what = "`\(option.name)` below a plain file"
            let staged = try trial.staged()
            let created = staged.create(sample.setting(option, .text(file + "/below/it")), "create with \(what)")
            let started = created.result == .ok ? staged.start() : created
            guard started.code == 0 || (started.result != nil && started.reason?.isEmpty == false) else {
                throw .failed(
                    "an instance was created and started with \(what)",
                    expected: "an answer that says why with set_error", happened: "it answered \(started)")
            }
            // What follows a start that failed is a check of its own: life.failed-start.
            guard started.result == .ok || started.result == .retry else { continue }
            staged.stop()
            staged.destroy()
        }
    }
}

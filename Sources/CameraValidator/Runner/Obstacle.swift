// SPDX-License-Identifier: Apache-2.0

/// What a first check has found to be in the way of others.
///
/// Without it a camera that crashes in each shutter would fail sixty checks, and one that hangs would take an hour.
struct Obstacle {
    /// The checks that look for obstacles, in this order, before all others.
    static let finders = ["load.opens", "life.whole", "snapshot.empty"]

    /// Nothing that comes so far can be checked.
    let stage: CallStage
    private let finder: String
    private let step: String

    /// What a finder's result means for others; nil: nothing.
    init?(_ result: CheckResult) {
        guard result.isFailure else { return nil }
        finder = result.check.id
        step = String(result.lastStep.prefix { $0 != " " && $0 != "(" })
        switch step {
        case "load" where result.isCutOff, "entry": stage = .load
        case "create": stage = .create
        case "start": stage = .start
        case "shutter": stage = finder == "snapshot.empty" ? .emptyShutter : .shutter
        // What these answer is their own checks' business; but nobody gets past one that does not return.
        case "flush" where result.isCutOff: stage = .shutter
        case "stop" where result.isCutOff: stage = .start
        case "destroy" where result.isCutOff: stage = .create
        default: return nil
        }
    }

    /// Whether a check would only find the same.
    func isInTheWay(of check: Check) -> Bool {
        guard let needs = check.needs else { return false }
        return needs >= stage && check.id != finder
    }

    /// For the result of a check that was not run.
    var reason: String { "not run: \(finder) has found what is in the way, in \(step)" }
}

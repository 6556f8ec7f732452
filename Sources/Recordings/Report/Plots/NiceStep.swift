// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Steps of axes that people can read.
enum NiceStep {
    private static let times: [Double] = [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600,
        7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
    ]

    /// Seconds, in parts of minutes, hours and days.
    static func time(atLeast least: Double) -> Double {
        times.first { $0 >= least } ?? (least / 31_536_000).rounded(.up) * 31_536_000
    }

    /// 1, 2 or 5 times a power of ten.
    static func number(atLeast least: Double) -> Double {
        guard least > 0, least < 1e300 else { return 1 }
        let power = pow(10, log10(least).rounded(.down))
        for factor in [1.0, 2, 5] where factor * power >= least * (1 - 1e-9) { return factor * power }
        return 10 * power
    }
}

// SPDX-License-Identifier: Apache-2.0
import Glibc

/// `str(datetime.fromtimestamp(seconds, timezone.utc))`.
enum PythonTime {
    /// The text, with microseconds unless they are 0; nil for what Python has no date for.
    static func text(_ seconds: Double) -> String? {
        guard seconds >= -62_135_596_800, seconds < 253_402_300_800 else { return nil }
        // Python rounds the fraction alone, halves to even, and carries.
        var whole = seconds.rounded(.towardZero)
        var micros = ((seconds - whole) * 1e6).rounded(.toNearestOrEven)
        if micros >= 1e6 { (whole, micros) = (whole + 1, micros - 1e6) }
        if micros < 0 { (whole, micros) = (whole - 1, micros + 1e6) }
        var time = time_t(whole)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil, parts.tm_year + 1900 <= 9999, parts.tm_year + 1900 >= 1 else {
            return nil
        }
        var text = "\(pad(Int(parts.tm_year) + 1900, 4))-\(pad(Int(parts.tm_mon) + 1, 2))-\(pad(Int(parts.tm_mday), 2))"
        text += " \(pad(Int(parts.tm_hour), 2)):\(pad(Int(parts.tm_min), 2)):\(pad(Int(parts.tm_sec), 2))"
        if micros != 0 { text += "." + pad(Int(micros), 6) }
        return text + "+00:00"
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

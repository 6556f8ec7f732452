// SPDX-License-Identifier: Apache-2.0

/// `12,345`.
func grouped(_ number: some BinaryInteger) -> String {
    var digits = String(number.magnitude)
    var index = digits.count - 3
    while index > 0 {
        digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
        index -= 3
    }
    return number < 0 ? "-" + digits : digits
}

/// `1 task`, `12,345 tasks`.
func counted(_ number: UInt64, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// A number with so many digits behind the point; what no number can be (NaN, 1e300) as `?`.
func decimal(_ number: Double, _ places: Int) -> String {
    guard number.magnitude < 1e15 else { return "?" }
    var power = 1
    for _ in 0..<places { power *= 10 }
    let scaled = Int((number.magnitude * Double(power)).rounded())
    let fraction = String(scaled % power)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(number < 0 && scaled > 0 ? "-" : "")\(grouped(scaled / power)).\(zeros)\(fraction)"
}

/// Seconds as people say them: `5s`, `3m`, `2h`, `4d`.
func age(_ seconds: Double) -> String {
    guard seconds < 1e12 else { return "?" }
    let whole = Int(max(0, seconds))
    switch whole {
    case ..<60: return "\(whole)s"
    case ..<3_600: return "\(whole / 60)m"
    case ..<86_400: return "\(whole / 3_600)h"
    default: return "\(whole / 86_400)d"
    }
}

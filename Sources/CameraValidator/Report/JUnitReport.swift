// SPDX-License-Identifier: Apache-2.0

/// Results for CI systems, in JUnit's XML.
package enum JUnitReport {
    /// The whole report as one test suite; a warning is a passed test that says something.
    package static func text(_ report: CheckReport, options: [String]) -> String {
        let seconds = report.results.reduce(0) { $0 + $1.seconds }
        var text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"evcam camera test \(escape(report.file))\""
        text += " tests=\"\(report.results.count)\" failures=\"\(report.count("failed"))\""
        text += " skipped=\"\(report.count("skipped"))\" errors=\"0\" time=\"\(rounded(seconds))\">\n"
        text += "  <properties><property name=\"seed\" value=\"\(report.seed)\"/></properties>\n"
        for result in report.results {
            let check = result.check
            let (group, name) = split(check.id)
            text += "  <testcase classname=\"\(escape(group))\" name=\"\(escape(name))\""
            text += " time=\"\(rounded(result.seconds))\""
            switch result.verdict {
            case .passed: text += "/>\n"
            case .skipped(let why), .misuse(let why):
                text += ">\n    <skipped message=\"\(escape(why))\"/>\n  </testcase>\n"
            case .failed(let account):
                let details =
                    "\(check.summary)\ndone: \(account.done)\nexpected: \(account.expected)\nhappened: "
                    + "\(account.happened)\nlast step: \(result.lastStep)\nlast log: \(result.lastLog ?? "none")\n"
                    + "rule \(check.rule.rawValue): \(check.rule.text)\nlook: \(report.command(result, options: options))\n"
                    + result.output
                text += ">\n    "
                text +=
                    result.isFailure
                    ? "<failure message=\"\(escape(account.happened))\">\(escape(details))</failure>"
                    : "<system-out>\(escape("warning\n" + details))</system-out>"
                text += "\n  </testcase>\n"
            }
        }
        return text + "</testsuite>\n"
    }

    private static func split(_ id: String) -> (String, String) {
        let group = id.prefix { $0 != "." }
        return (String(group), String(id.dropFirst(group.count + 1)))
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

    /// XML 1.0 has no way to write most control characters.
    private static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A value of JSON, as the tools write it.
struct JSON: CustomStringConvertible {
    let value: Any?

    init(_ value: Any?) { self.value = value }

    /// - Throws: an error that shows the text if it is no JSON.
    init(text: String) throws {
        do {
            value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        } catch {
            throw LiveError("not JSON: \(text)")
        }
    }

    subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
    subscript(index: Int) -> JSON { JSON((value as? [Any])?[index]) }
    var text: String { value as? String ?? "" }
    var number: Int { (value as? NSNumber)?.intValue ?? -1 }
    var isTrue: Bool { (value as? NSNumber)?.boolValue ?? false }
    var elements: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
    /// Whether it is not there, or null.
    var isUnknown: Bool { value == nil || value is NSNull }
    /// Whether it is an object or a list without anything, or is not there.
    var isEmpty: Bool { (value as? [String: Any])?.isEmpty ?? elements.isEmpty }
    var description: String { value.map { "\($0)" } ?? "nothing" }
}

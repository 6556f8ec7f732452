// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Glibc

/// Values for a camera's options: the user's, the defaults, and sensible ones for what is required.
struct SampleOptions {
    private let setup: CheckSetup
    private let instance: String

    /// Several instances in one check get paths of their own, by their name.
    init(_ setup: CheckSetup, instance: String) {
        self.setup = setup
        self.instance = instance
    }

    /// The folder that sample paths lie in.
    var store: String { setup.folder + "/store-\(instance)" }

    /// A plan for the whole declaration.
    func plan(_ declarations: [OptionDeclaration]) throws(Finding) -> OptionPlan {
        mkdir(store, 0o700)
        let written = try written(declarations)
        var plan = OptionPlan()
        for declaration in declarations {
            let value: OptionValue?
            if let found = written[declaration.name] {
                value = ownPath(found, declaration)
            } else {
                value = sample(declaration)
            }
            guard let value else { continue }
            plan.entries.append(
                OptionPlan.Entry(declaration: declaration, value: value, isSet: written[declaration.name] != nil))
        }
        return plan
    }

    private func written(_ declarations: [OptionDeclaration]) throws(Finding) -> [String: OptionValue] {
        var values: [String: OptionValue] = [:]
        for text in setup.options {
            let key = String(text.prefix { $0 != "=" })
            guard key.utf8.count < text.utf8.count else { throw .misuse("-o \(text): write -o key=value") }
            guard let declaration = declarations.first(where: { $0.name == key }) else {
                let meant = Spelling.nearest(to: key, among: declarations.map(\.name)).map { "; did you mean `\($0)`?" }
                throw .misuse("-o \(key): the camera has no such option" + (meant ?? ""))
            }
            do throws(OptionReading.Problem) {
                values[key] = try setup.reading.value(declaration, String(text.dropFirst(key.count + 1)))
            } catch {
                throw .misuse("-o \(key): \(error.message)")
            }
        }
        return values
    }

    /// The second instance of a check does not get the first one's file.
    private func ownPath(_ value: OptionValue, _ declaration: OptionDeclaration) -> OptionValue {
        guard declaration.kind == .path, instance != "probe", case .text(let path) = value else { return value }
        return .text(path + "." + instance)
    }

    /// The default, or a value for a required option; nil: it is left out.
    func sample(_ declaration: OptionDeclaration) -> OptionValue? {
        // A default path is a place of the user's.
        if declaration.kind == .path {
            guard declaration.isRequired || declaration.defaultValue != nil else { return nil }
            return .text(store + "/" + declaration.name)
        }
        if let text = declaration.defaultValue, let value = try? setup.reading.value(declaration, text) {
            return value
        }
        return declaration.isRequired ? Self.any(declaration) : nil
    }

    /// A value in the declared range.
    static func any(_ declaration: OptionDeclaration) -> OptionValue {
        let least = declaration.minimum ?? 0
        let number = min(max(least, 1), declaration.maximum ?? .greatestFiniteMagnitude)
        switch declaration.kind {
        case .bool: return .bool(true)
        case .int: return .int(Int64(clamping: number))
        case .float: return .float(number)
        case .duration: return .duration(Int64(clamping: max(number, 1) * 1e9))
        case .bytes: return .bytes(Int64(clamping: max(number, 1)))
        case .enum: return .text(declaration.choices.first ?? "")
        case .list: return .list((0..<Int(max(0, min(number, 16)))).map { "item\($0)" })
        case .url: return .text("http://127.0.0.1:1/evcam-camera-test")
        case .path: return .text("/nonexistent/evcam-camera-test")
        case .string, .secret:
            return .text(String(repeating: "x", count: Int(min(max(least, 6), declaration.maximum ?? 6, 4096))))
        }
    }
}

extension Int64 {
    /// The nearest; 0 for what is no number.
    init(clamping value: Double) {
        self = value.isNaN ? 0 : value >= 9.2e18 ? .max : value <= -9.2e18 ? .min : Int64(value)
    }
}

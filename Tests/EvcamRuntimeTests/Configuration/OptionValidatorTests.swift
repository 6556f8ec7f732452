// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Testing

@testable import EvcamRuntime

@Suite struct OptionValidatorTests {
    private let declarations: [OptionDeclaration] = [
        .init(name: "path", kind: .path, summary: "The file.", isRequired: true),
        .init(name: "keep", kind: .duration, summary: "How long.", defaultValue: "30d", minimum: 1),
        .init(name: "rotate", kind: .bytes, summary: "When.", defaultValue: "64MB", minimum: 1000, maximum: 1e9),
        .init(name: "level", kind: .int, summary: "How much.", defaultValue: "6", minimum: 0, maximum: 9),
        .init(name: "share", kind: .float, summary: "How far.", minimum: 0, maximum: 1),
        .init(name: "gzip", kind: .bool, summary: "Whether.", defaultValue: "true"),
        .init(
            name: "colour", kind: .enum, summary: "When.", defaultValue: "auto", choices: ["auto", "always", "never"]),
        .init(name: "labels", kind: .list, summary: "Which.", defaultValue: "[a, b]", maximum: 3),
        .init(name: "title", kind: .string, summary: "What.", maximum: 5),
        .init(name: "target", kind: .url, summary: "Where."),
        .init(name: "password", kind: .secret, summary: "Who."),
    ]

    private func validate(
        _ options: String, arguments: [String] = [], _ own: [OptionDeclaration]? = nil
    ) -> ([String: OptionSetting], String) {
        var overrides = ConfigurationOverrides()
        if !arguments.isEmpty { overrides.cameras = [.init(name: "out", options: arguments)] }
        var draft = ConfigurationLoader.draft(
            text: "replay: x\ncameras:\n  - {name: out, camera: jsonl, options: {\(options)}}\n", file: "/etc/c.yaml",
            environment: ["HOME": "/home/me", "SECRET": "hunter2", "N": "5"], overrides: overrides)
        let values = draft.options(ofCameraAt: 0, own ?? declarations)
        do {
            _ = try draft.finish()
            return (values, "")
        } catch {
            return (values, error.report)
        }
    }

    @Test func `options have their types, and defaults are read like them`() {
        let (values, report) = validate(
            "path: ~/out, share: 0.5, title: ab, target: 'http://x', password: \"${SECRET}\", level: \"${N}\"")
        #expect(report == "")
        #expect(values["path"] == OptionSetting(value: .text("/home/me/out"), isSet: true))
        #expect(values["keep"] == OptionSetting(value: .duration(2_592_000_000_000_000), isSet: false))
        #expect(values["rotate"]?.value == .bytes(64_000_000))
        #expect(values["level"]?.value == .int(5))
        #expect(values["share"]?.value == .float(0.5))
        #expect(values["gzip"]?.value == .bool(true))
        #expect(values["colour"]?.value == .text("auto"))
        #expect(values["labels"]?.value == .list(["a", "b"]))
        #expect(values["password"]?.value == .text("hunter2"))
    }

    @Test func `options of a group are written as a mapping, or with a dot`() {
        let group: [OptionDeclaration] = [
            .init(name: "keep.success", kind: .duration, summary: "How long.", defaultValue: "1d"),
            .init(name: "keep.error", kind: .duration, summary: "How long.", defaultValue: "3d"),
        ]
        let (mapping, report) = validate("keep: {error: 2d}", arguments: ["keep.success=1h"], group)
        #expect(report == "")
        #expect(mapping["keep.error"] == OptionSetting(value: .duration(172_800_000_000_000), isSet: true))
        #expect(mapping["keep.success"] == OptionSetting(value: .duration(3_600_000_000_000), isSet: true))
        let (never, _) = validate("keep: {error: 0}", arguments: [], group)
        #expect(never["keep.error"]?.value == .duration(0))
        #expect(
            validate("keep.error: 2d", arguments: [], group).0 == validate("keep: {error: 2d}", arguments: [], group).0)
        let mistakes = [
            ("keep: 30d", "`keep` is a mapping", "write `keep: {success: …}`, of `success` and `error`"),
            ("keep: {eror: 2d}", "has no option `keep.eror`", "did you mean `keep.error`?"),
            ("kep: {error: 2d}", "has no option `kep`", "keep.error"),
        ]
        for (options, complaint, remedy) in mistakes {
            let (_, report) = validate(options, arguments: [], group)
            #expect(report.contains(complaint) && report.contains(remedy), "\(report)")
        }
    }

    @Test(arguments: [
        ("path: x, kep: 1d", "the camera `out` has no option `kep`", "did you mean `keep`?"),
        ("path: x, keep: 1ms", "`1ms` is too little", "write 1s or more"),
        ("path: x, rotate: 2GB", "`2GB` is too much", "write 1GB or less"),
        ("path: x, level: 10", "`10` is too much", "write 9 or less"),
        ("path: x, level: \"5\"", "`5` is not a whole number", "write it without quotes: 5"),
        ("path: x, share: a", "`a` is not a number", nil),
        ("path: x, gzip: yes", "`yes` is neither `true` nor `false`", "write `true`"),
        ("path: x, colour: allways", "`allways` is not one of `auto`, `always` or `never`", "did you mean `always`?"),
        ("path: x, labels: [a, b, c, d]", "4 items are too many", "write 3 or fewer"),
        ("path: x, labels: a", "a list is wanted here, not text", "put it in brackets: [a]"),
        ("path: x, title: abcdef", "6 characters are too many", "write 5 or fewer"),
        ("path: x, target: y", "this is not a URL", "write `scheme://host/path`"),
        ("path: [x]", "a path is wanted here, not a list", nil),
        ("keep: 1d", "the camera `out` needs the option `path`: The file.", "write it under `options:`"),
    ])
    func `a mistake in an option has its place and remedy`(_ options: String, _ message: String, _ remedy: String?) {
        let (_, report) = validate(options)
        #expect(report.contains("/etc/c.yaml:3:") && report.contains("error: \(message)\n"))
        if let remedy { #expect(report.contains("= \(remedy)\n")) }
        #expect(report.components(of: "error:") == 1)
    }

    @Test func `secrets are never shown`() {
        for options in [
            "path: x, password: 12345678", "path: x, pasword: hunter2", "path: x, password: a$hunter2, kep: 1",
        ] {
            let (_, report) = validate(options)
            #expect(!report.isEmpty && !report.contains("hunter2") && !report.contains("12345678"))
        }
        let (_, report) = validate("path: x, key: hunter2, kep: 1", [.init(name: "key", kind: .secret, summary: "")])
        #expect(!report.contains("hunter2"))
    }

    @Test func `options of the command line win and need no types of their own`() {
        let (values, report) = validate(
            "path: x", arguments: ["path=/y", "level=3", "labels=c, 'd'", "title=5", "password=pw$x", "keep=2h"])
        #expect(report == "")
        #expect(values["path"]?.value == .text("/y"))
        #expect(values["level"] == OptionSetting(value: .int(3), isSet: true))
        #expect(values["labels"]?.value == .list(["c", "d"]))
        #expect(values["title"]?.value == .text("5") && values["password"]?.value == .text("pw$x"))
        let (_, mistakes) = validate("path: x", arguments: ["level=x", "gzip", "nope=1"])
        #expect(mistakes.contains("option `level` of camera `out`: error: `x` is not a whole number"))
        #expect(mistakes.contains("option `gzip` of camera `out`: error: it has no value"))
        #expect(mistakes.contains("option `nope` of camera `out`: error: the camera `out` has no option `nope`"))
    }

    @Test func `a bad default is the camera's mistake`() {
        let (_, report) = validate("", [.init(name: "n", kind: .int, summary: "", defaultValue: "x")])
        #expect(report.contains("camera `out`, the default it declares for `n`: error: `x` is not a whole number"))
    }

    @Test func `an unknown camera is shown with the folders and the cameras found, beside all other mistakes`() throws {
        var draft = ConfigurationLoader.draft(
            text: "replay: x\nfreq: 0\ncameras:\n  - camera: consle\n", file: "c.yaml", environment: [:])
        draft.unknownCamera(at: 0, searched: ["/a", "/b"], found: ["jsonl", "console"])
        let error = #expect(throws: ConfigurationError.self) { try draft.finish() }
        #expect(error?.diagnostics.count == 2)
        #expect(
            error?.report.hasSuffix(
                """
                c.yaml:4:13: error: there is no camera `consle` (looked in /a, /b)
                 4 |   - camera: consle
                   |             ^~~~~~
                   = did you mean `console`?

                """) == true)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

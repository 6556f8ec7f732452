// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CameraScaffold

/// What `evcam camera new` writes, and what it refuses.
struct ProjectTests {
    @Test(arguments: ProjectLanguage.allCases)
    func `a project has all that a camera needs around it`(language: ProjectLanguage) throws {
        let files = try CameraProject(id: "my-camera", language: language).files
        let names = files.map(\.path)
        for name in ["README.md", "config.yaml", "recording.ndjson", ".github/workflows/test.yml", ".gitignore"] {
            #expect(names.contains(name))
        }
        #expect(Set(names).count == names.count)
        for file in files {
            #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n"), "\(file.path)")
        }
    }

    @Test(arguments: [
        ("failures", "FailuresCamera", "failures_camera"), ("my-camera", "MyCamera", "my_camera"),
        ("int", "IntCamera", "int_camera"), ("camera", "CameraCamera", "camera_camera"),
        ("a-2--b-", "A2BCamera", "a_2_b_camera"),
    ])
    func `names fit their language`(id: String, type: String, identifier: String) throws {
        let project = try CameraProject(id: id, language: .swift)
        #expect(project.typeName == type)
        #expect(project.identifier == identifier)
        #expect(project.library == "libevcam-camera-\(id).so")
    }

    @Test(arguments: [
        ("My Camera", "; `my-camera` would do"), ("foo_bar", "; `foo-bar` would do"), ("2fast", ""), ("", ""),
        ("../evil", "; `evil` would do"), ("-", ""), (String(repeating: "x", count: 65), ""), ("кот", ""),
    ])
    func `a name that is no id is refused, with one that would do`(name: String, hint: String) {
        let error = #expect(throws: ScaffoldError.self) { try CameraProject(id: name, language: .c) }
        #expect(error?.description.hasPrefix("`\(name)` cannot be a camera's id") == true)
        #expect(error?.description.hasSuffix("64 at most" + hint) == true)
    }

    @Test(arguments: [
        ("swfit", "did you mean `swift`? There"), ("C++", "did you mean `cpp`? There"),
        ("python", "did you mean `exec`? There"),
        ("cobol-2002", "there"),
    ])
    func `an unknown language is refused, with the one that was meant`(language: String, hint: String) {
        let error = #expect(throws: ScaffoldError.self) { try ProjectLanguage(parsing: language) }
        #expect(
            error?.description
                == "there is no language `\(language)`; \(hint) are `swift`, `c`, `cpp`, `exec`")
    }

    @Test func `the command says what it made and what comes next`() throws {
        let installation = try Installation()
        let made = try installation.run("evcam camera new hello --language c")
        #expect(made.status == 0)
        #expect(made.output.contains("\n  hello.c                     the camera\n"))
        #expect(made.output.hasSuffix("Next:\n  cd hello\n  make\n  evcam record -c config.yaml\n  make test\n"))
        let again = try installation.run("evcam camera new hello --language swift")
        #expect(again.status == 73)
        #expect(again.output == "evcam: error: hello is there already: choose another name, or move it away\n")
        let wrong = try installation.run("evcam camera new hello2 --language swfit")
        #expect(wrong.status == 64 && wrong.output.contains("did you mean `swift`?"))
        let sdk = try installation.run("evcam camera new hello2 --language swift --sdk /usr/include")
        #expect(sdk.status == 64 && sdk.output.contains("/usr/include has no CameraKit"))
        let taken = try installation.run("evcam camera new exec --language c")
        #expect(taken.status == 64 && taken.output.contains("`exec` is one of evcam's own cameras"))
        #expect(taken.output.contains("`my-exec` would do"))
        #expect(try installation.run("ls").output == "hello\n")
        let own = try installation.run(
            """
            mkdir -p "$HOME/.local/lib/evcam/cameras"; cp '\(installation.prefix)'/lib/evcam/cameras/*-exec.so \
                "$HOME/.local/lib/evcam/cameras/libevcam-camera-theirs.so"
            evcam camera new theirs --language c
            """)
        #expect(own.status == 0 && own.output.contains("warning: there is a camera `theirs` already"), "\(own.output)")
    }

    @Test func `a Swift project takes CameraKit from the installation, from --sdk or from EVCAM_SDK`() throws {
        let installation = try Installation()
        let sdk = installation.prefix + "/share/evcam/sdk"
        #expect(try installation.run("evcam camera new one --language swift").status == 0)
        #expect(installation.read("one/Package.swift")?.contains("?? \"\(sdk)\"") == true)
        #expect(try installation.run("cp -R '\(sdk)' own; evcam camera new two -l swift --sdk own").status == 0)
        #expect(installation.read("two/Package.swift")?.contains("?? \"\(installation.work)/own\"") == true)
        #expect(try installation.run("EVCAM_SDK=own evcam camera new three -l swift").status == 0)
        #expect(installation.read("three/Package.swift")?.contains("/own\"") == true)
    }

    @Test func `a folder's name cannot break out of the manifest`() throws {
        let project = try CameraProject(id: "odd", language: .swift, sdk: #"/a "b"\(c)"#)
        let manifest = project.files.first { $0.path == "Package.swift" }?.text
        #expect(manifest?.contains(#"?? "/a \"b\"\\(c)""#) == true)
    }

    @Test func `the Swift camera as it is written records`() throws {
        let installation = try Installation()
        // By the compiler, with the CameraKit that was built for these tests: a package's build takes much longer,
        // and the page "your first camera" has one.
        let ending = try installation.run(
            """
            evcam camera new slow-tasks -l swift
            cd slow-tasks
            mkdir -p .build/release
            swiftc -swift-version 6 -warnings-as-errors -parse-as-library -emit-library -module-name SlowTasksCamera \
                -I '\(Installation.products)/Modules' -I '\(installation.prefix)/share/evcam/sdk/Sources/CameraABI/include' \
                -Xlinker --version-script=exports.map -o .build/release/libevcam-camera-slow-tasks.so \
                Sources/SlowTasksCamera/SlowTasksCamera.swift '\(Installation.products)'/CameraKit.build/*.o
            evcam record -c config.yaml
            cat failures.txt
            evcam camera inspect .build/release/libevcam-camera-slow-tasks.so
            nm -D --defined-only --extern-only .build/release/libevcam-camera-slow-tasks.so
            """)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("000000000001 shop.charge ValueError('card declined')\n"))
        #expect(ending.output.contains("verdict    its versions fit this host; nothing of it was run\n"))
        #expect(ending.output.hasSuffix(" T evcam_camera_entry\n"))
        #expect(!ending.output.contains("$s9CameraKit"))
    }

    @Test(arguments: ["c", "cpp"]) func `a camera with a long name is built, and one that cannot start says why`(
        language: String
    ) throws {
        let installation = try Installation()
        let ending = try installation.run(
            """
            evcam camera new int-2 --language \(language) >&2
            cd int-2
            make \(language == "c" ? "CFLAGS" : "CXXFLAGS")='-Wall -Wextra -Werror -pedantic' >&2
            sed -i 's|path: failures.txt|path: /nowhere/failures.txt|' config.yaml
            evcam record -c config.yaml || exit 3
            """)
        #expect(ending.status == 3)
        #expect(ending.output.contains("cannot open /nowhere/failures.txt: No such file or directory"))
    }

    @Test func `without evcam's headers make says what to do`() throws {
        let installation = try Installation()
        let ending = try installation.run(
            "evcam camera new lost -l c; cd lost; PKG_CONFIG_LIBDIR=/nowhere make EVCAM=no-such-evcam || exit 3")
        #expect(ending.status == 3)
        #expect(ending.output.contains("error: pkg-config does not know evcam: install it, or say make EVCAM_CFLAGS="))
        #expect(try installation.run("make EVCAM_CFLAGS=-I'\(installation.prefix)/include'", in: "lost").status == 0)
    }

    @Test func `pkg-config knows the headers and the cameras' folder`() throws {
        let installation = try Installation()
        let command = "PKG_CONFIG_PATH='\(installation.prefix)/lib/pkgconfig' pkg-config"
        #expect(try installation.run("\(command) --cflags evcam").output.hasPrefix("-I\(installation.prefix)/include"))
        #expect(
            try installation.run("\(command) --variable=cameradir evcam").output
                == "\(installation.prefix)/lib/evcam/cameras\n")
        #expect(
            try installation.run("\(command) --modversion evcam").output == installation.run("evcam --version").output)
    }
}

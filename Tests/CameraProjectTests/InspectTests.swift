// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `evcam camera inspect`: what a file says, without running any of it.
struct InspectTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    /// Compiles a library, whose constructor leaves a trace.
    private func compile(_ source: String, to name: String = "libevcam-camera-odd.so") throws {
        try installation.write(
            """
            #include <evcam/camera.h>
            #include <stdio.h>
            __attribute__((constructor)) static void trace(void) { fclose(fopen("it-ran", "w")); }
            \(source)
            """, to: "odd.c")
        let ending = try installation.run("cc -fPIC -shared -I'\(installation.prefix)/include' -o \(name) odd.c")
        #expect(ending.status == 0, "\(ending.output)")
    }

    private func inspect(_ arguments: String) throws -> Installation.Ending {
        let ending = try installation.run("evcam camera inspect \(arguments)")
        #expect(installation.read("it-ran") == nil)
        return ending
    }

    private let entry = """
        EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t a, uint32_t b) { (void)a; (void)b; return NULL; }
        """

    @Test func `a camera that fits is told with its versions`() throws {
        try compile("EVCAM_DECLARE_ABI(0);\n" + entry)
        let text = try inspect("libevcam-camera-odd.so")
        #expect(text.status == 0)
        #expect(text.output.contains("built for  camera ABI 1.0\n"))
        #expect(text.output.hasSuffix("verdict    its versions fit this host; nothing of it was run\n"))
        let json = try inspect("--json libevcam-camera-odd.so")
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(value?["accepted"] as? Bool == true && value?["camera"] as? String == "odd")
        #expect((value?["abi"] as? [String: Int]) == ["major": 1, "minor": 0, "min_host_minor": 0])
    }

    @Test func `a camera for a later host is refused`() throws {
        try compile("EVCAM_DECLARE_ABI(9);\n" + entry)
        let text = try inspect("./libevcam-camera-odd.so")
        #expect(text.status == 65)
        #expect(text.output.contains("verdict    refused: camera `odd`"))
        #expect(text.output.contains("needs camera ABI 1.9 or a later 1.x"))
        let json = try inspect("./libevcam-camera-odd.so --json")
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(json.status == 65 && value?["accepted"] as? Bool == false && value?["reason"] is String)
    }

    @Test func `a library without the entry is none`() throws {
        try compile("EVCAM_DECLARE_ABI(0);\nextern int evcam_camera_entry_not;", to: "plain.so")
        let text = try inspect("plain.so")
        #expect(text.status == 65 && text.output.contains("does not export evcam_camera_entry"))
    }

    @Test func `a library without the note is judged later`() throws {
        try compile(entry)
        let text = try inspect("libevcam-camera-odd.so")
        #expect(text.status == 0 && text.output.contains("it has no section .evcam.abi"))
    }

    @Test func `what is no library, and what is not there`() throws {
        try installation.write("#!/bin/sh\n", to: "script.so")
        let script = try inspect("script.so")
        #expect(script.status == 65 && script.output.contains("is not a 64-bit shared library"))
        let none = try inspect("./none.so")
        #expect(none.status == 66 && none.output.contains("cannot open ./none.so"))
        let unknown = try inspect("nosuch")
        #expect(unknown.status == 66 && unknown.output.contains("there is no camera `nosuch`"))
    }

    @Test func `a library for another machine is refused`() throws {
        try compile("EVCAM_DECLARE_ABI(0);\n" + entry)
        // e_machine stands at 18; 183 and 62 are AArch64 and x86-64.
        try #require(
            try installation.run(
                """
                machine=$(od -An -tu1 -j18 -N1 libevcam-camera-odd.so | tr -d ' ')
                if [ "$machine" = 62 ]; then other='\\267'; else other='\\76'; fi
                printf "$other" | dd of=libevcam-camera-odd.so bs=1 seek=18 conv=notrunc status=none
                """
            ).status == 0)
        let text = try inspect("libevcam-camera-odd.so")
        #expect(text.status == 65 && text.output.contains("was built for another kind of machine"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Foundation
import Testing

@Suite struct PrivilegesTests {
    @Test func `names and numbers are found, with the user's own group`() throws {
        let daemon = try Privileges(user: "daemon", group: nil)
        #expect(daemon.user == 1 && daemon.group == 1)
        #expect(try Privileges(user: "1", group: nil) == daemon)
        let mixed = try Privileges(user: "12345678", group: "daemon")
        #expect(mixed.user == 12_345_678 && mixed.group == 1)
    }

    @Test func `what does not exist is named`() {
        expect("--uid 'no-one': there is no such user; write a name or number that exists", user: "no-one", group: nil)
        expect("--gid 'x-y': there is no such group; write a name or number that exists", user: nil, group: "x-y")
        expect("--uid 12345678 is no known user; name its group with --gid too", user: "12345678", group: nil)
    }

    @Test func `without a user and a group nothing is dropped`() throws {
        let user = getuid()
        try Privileges(user: nil, group: nil).drop()
        #expect(getuid() == user)
    }

    @Test(.enabled(if: getuid() == 0)) func `root becomes the user for good, with its groups`() async {
        await #expect(processExitsWith: .success) {
            try Privileges(user: "daemon", group: nil).drop()
            var groups = [gid_t](repeating: 0, count: 100)
            let count = getgroups(100, &groups)
            let isDropped = getuid() == 1 && geteuid() == 1 && getgid() == 1 && getegid() == 1
            exit(isDropped && Array(groups[..<Int(count)]) == [1] && setuid(0) != 0 ? 0 : 1)
        }
        await #expect(processExitsWith: .success) {
            try Privileges(user: "12345678", group: "23456789").drop()
            var groups = [gid_t](repeating: 0, count: 100)
            let count = getgroups(100, &groups)
            exit(getuid() == 12_345_678 && Array(groups[..<Int(count)]) == [23_456_789] ? 0 : 1)
        }
    }

    @Test func `anyone else is refused with the remedy`() async {
        await #expect(processExitsWith: .success) {
            if getuid() == 0 { try Privileges(user: "daemon", group: nil).drop() }
            do throws(ProcessError) {
                try Privileges(user: "root", group: nil).drop()
                exit(1)
            } catch {
                let expected = "cannot change the user or group: setgid(0): Operation not permitted; "
                exit(error.exitCode == 77 && error.description.hasPrefix(expected) ? 0 : 2)
            }
        }
    }

    private func expect(_ message: String, user: String?, group: String?) {
        #expect(throws: ProcessError(message, exitCode: 67)) { try Privileges(user: user, group: group) }
    }
}

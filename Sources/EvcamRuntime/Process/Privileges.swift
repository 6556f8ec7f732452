// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The user and group to run as, found out before anything is dropped.
package struct Privileges: Hashable, Sendable {
    /// The user; nil: stays as it is.
    package let user: uid_t?
    /// The group; nil: stays as it is.
    package let group: gid_t?
    private let userName: String?

    /// Looks the user and the group up.
    /// - Parameters:
    ///   - user: a name or number, or nil.
    ///   - group: a name or number; without it, the user's own group.
    /// - Throws: ``ProcessError`` if there is no such user or group.
    package init(user: String?, group: String?) throws(ProcessError) {
        let entry = try user.map(Self.findUser)
        self.user = entry?.id
        userName = entry?.name
        if let group {
            self.group = try Self.findGroup(group)
        } else if let entry, entry.group == nil {
            throw ProcessError("--uid \(entry.id) is no known user; name its group with --gid too", exitCode: EX_NOUSER)
        } else {
            self.group = entry?.group
        }
    }

    /// Becomes that user and group, with the user's other groups, for good.
    ///
    /// Does nothing if neither is set.
    /// - Throws: ``ProcessError`` if the system refuses, or if root could be had back.
    package func drop() throws(ProcessError) {
        guard user != nil || group != nil else { return }
        // The order matters: without root's user, no group can be set any more.
        if let group {
            try check(setgid(group), "setgid(\(group))")
            if let userName {
                try check(initgroups(userName, group), "initgroups(\(userName))")
            } else {
                try check(withUnsafePointer(to: group) { setgroups(1, $0) }, "setgroups(\(group))")
            }
        }
        guard let user else { return }
        try check(setuid(user), "setuid(\(user))")
        if user != 0, setuid(0) == 0 || seteuid(0) == 0 {
            throw ProcessError(
                "root can be regained after the change to user \(user); evcam does not run like this",
                exitCode: EX_OSERR)
        }
    }

    private func check(_ result: Int32, _ call: String) throws(ProcessError) {
        guard result != 0 else { return }
        throw ProcessError(
            "cannot change the user or group: \(call): \(errorText(errno)); "
                + "start evcam as root, or without --uid and --gid",
            exitCode: EX_NOPERM)
    }

    private static func findUser(_ text: String) throws(ProcessError) -> (id: uid_t, name: String?, group: gid_t?) {
        let number = uid_t(text)
        // Not reentrant, but this runs before there is a second thread.
        if let entry = number.map(getpwuid) ?? getpwnam(text) {
            return (entry.pointee.pw_uid, String(cString: entry.pointee.pw_name), entry.pointee.pw_gid)
        }
        if let number { return (number, nil, nil) }
        throw ProcessError(
            "--uid '\(text)': there is no such user; write a name or number that exists", exitCode: EX_NOUSER)
    }

    private static func findGroup(_ text: String) throws(ProcessError) -> gid_t {
        if let number = gid_t(text) { return number }
        if let entry = getgrnam(text) { return entry.pointee.gr_gid }
        throw ProcessError(
            "--gid '\(text)': there is no such group; write a name or number that exists", exitCode: EX_NOUSER)
    }
}

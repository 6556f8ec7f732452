// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Processes that end with this one, however it ends.
///
/// A shell has started them, and kills them by their numbers as soon as it can read the end of a pipe that only we
/// hold open.
package final class Supervised: Sendable {
    /// The shell.
    package let pid: pid_t
    private let lifeline: Int32

    /// Starts them: each line of a shell's starts one in the background, with `&` at its end.
    ///
    /// They run in the folder, which is removed at their end; their output goes to `output.log` there. The environment
    /// is all of theirs, `PATH` apart.
    package init(_ lines: [String], in folder: String, environment: [String: String]) throws(FixtureError) {
        Spawning.lock()
        defer { Spawning.unlock() }
        let ends = try Spawning.pipe()
        defer { close(ends.read) }
        var script = "cd \(Shell.quoted(folder)) || exit 1\nexec >output.log 2>&1\ntrap '' INT HUP TERM\npids=\n"
        for line in lines { script += "\(line)\npids=\"$pids $!\"\n" }
        script += "read -r end\nkill -9 $pids\nwait\ncd /\nrm -rf \(Shell.quoted(folder))\n"

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends.read, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // A group of its own: what a terminal sends to ours is not for it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

        let words: [String] = ["sh", "-c", script]
        var list = words.map { strdup($0) } + [nil]
        var variables = environment
        variables["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        var names = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in list + names { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &list, &names)
        guard code == 0 else {
            close(ends.write)
            throw FixtureError("cannot start a shell: \(String(cString: strerror(code)))")
        }
        self.pid = pid
        lifeline = ends.write
    }

    deinit {
        close(lifeline)
        waitpid(pid, nil, 0)
    }

    /// Whether the shell still runs.
    package var isRunning: Bool { waitpid(pid, nil, WNOHANG) == 0 }
}

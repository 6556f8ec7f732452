// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc

/// A camera's own process, from within: what ``HelperProgram`` names has to call this and nothing else.
///
/// The main thread is the instance's. It ends when its host closes the socket, is killed when the host's thread
/// ends, and is the first to go when memory is short.
public enum CameraHelper {
    /// Serves the host that started this process, until that ends it.
    public static func run() -> Never {
        guard ciso_is_socket(CISO_CALLS_FD) == 1, ciso_is_socket(CISO_REPORTS_FD) == 1 else {
            complain("this is how evcam runs a camera with `isolation: process`; it is not to be started by hand")
            exit(EX_USAGE)
        }
        // For whatever the camera starts.
        for descriptor in [CISO_CALLS_FD, CISO_REPORTS_FD, CISO_CONTROL_FD] {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        ciso_buffer_lines()
        let code = ciso_limit_rights(getppid())
        guard code == 0 else {
            complain("cannot give up rights: \(String(cString: strerror(-code)))")
            exit(EX_OSERR)
        }
        var error: Int32 = 0
        guard let control = ciso_map_readable(CISO_CONTROL_FD, 0, ControlPage.size, &error) else {
            complain("cannot map the control page: \(String(cString: strerror(error)))")
            exit(EX_OSERR)
        }
        HelperSession(control: control).run()
    }

    /// A line for the host's log.
    static func complain(_ text: String) {
        let line = Array("evcam camera-host: \(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}

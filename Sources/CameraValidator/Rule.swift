// SPDX-License-Identifier: Apache-2.0

/// The rules of the camera ABI that checks refer to.
///
/// Numbers are stable: reports and authors quote them.
package enum Rule: Int, Sendable, CaseIterable {
    case entry = 1
    case note = 2
    case versions = 3
    case sizes = 5
    case texts = 8
    case extensions = 9
    case threads = 10
    case life = 11
    case memory = 12
    case results = 13
    case process = 14
    case options = 15
    case delta = 17
    case ending = 19
    case services = 20
    case isolation = 21
    case deadlines = 23
    case loading = 24

    /// The rule in words.
    package var text: String {
        switch self {
        case .entry:
            "A camera exports one function, evcam_camera_entry. It answers the description and does nothing else, "
                + "any number of times, on any thread."
        case .note: "The section .evcam.abi carries the versions that the description carries."
        case .versions:
            "entry answers the description when the majors are equal and min_host_minor is not above the host's "
                + "minor, and NULL otherwise."
        case .sizes:
            "Structs begin with their size and arrays are walked by their stride: a newer host's are longer."
        case .texts:
            "Texts are pointer and length. They may hold NULs, any UTF-8, and what a broken sender made of it; "
                + "absent texts are NULL, absent doubles NaN, absent integers EVCAM_ABSENT."
        case .extensions: "get_extension answers NULL to an id it does not know."
        case .threads:
            "All functions of an instance run on one thread. set_error, retain, release and make_data_dir are called "
                + "there and while one of its functions runs; nothing is called after destroy."
        case .life:
            "create, start, { shutter | cleanup }*, flush, stop, destroy. After a failed start only destroy. "
                + "Several instances may live at once."
        case .memory:
            "A snapshot belongs to the host: it may not be written to and is gone when shutter returns, unless it was "
                + "retained, two at most, until release."
        case .results:
            "OK, RETRY, DROP, CONFIG (create and start only), FATAL. Anything but OK says why with set_error."
        case .process:
            "A camera never calls exit or fork, installs no signal handlers, and leaves working directory, locale and "
                + "umask as they are; nothing that is thrown leaves it."
        case .options:
            "The declared options are consistent, their defaults are valid, and every value in the declared range is "
                + "taken or refused with CONFIG and a message."
        case .delta:
            "Deltas come at least once and may repeat, merge, leap and begin anew; a removed id may be unknown. "
                + "OK means that the delta survives a kill -9."
        case .ending:
            "cleanup removes what is too old and tells how many; flush ends within its deadline."
        case .services: "The host's functions may be called as host.h says, and answer as it says."
        case .isolation:
            "The same file runs inline and in a process of its own, and what comes of its pictures is the same."
        case .deadlines: "A call ends within its deadline, and soon once cancelled() answers 1."
        case .loading: "A camera is loaded with RTLD_NOW | RTLD_LOCAL and never unloaded."
        }
    }
}

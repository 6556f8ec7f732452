// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Workers of an empty Celery application, gone with this process.
package final class CeleryWorkers: Sendable {
    /// Their node names.
    package let names: [String]
    private let processes: Supervised

    /// A Python that has Celery and redis-py; nil if `EVCAM_TEST_PYTHON` names none.
    package static let python: String? = {
        guard let path = getenv("EVCAM_TEST_PYTHON").map({ String(cString: $0) }), !path.isEmpty,
            (try? Shell.run("\(Shell.quoted(path)) -c 'import celery, redis'")) != nil
        else { return nil }
        return path
    }()

    /// Starts them; they are ready when they answer to a ping.
    ///
    /// `broker`: its URL. `options`: `broker_transport_options`, as Python. `names`: their node names.
    package init(_ broker: String, options: String = "{}", _ names: [String]) throws(FixtureError) {
        guard let python = Self.python else {
            throw FixtureError("EVCAM_TEST_PYTHON names no Python with celery[redis]")
        }
        self.names = names
        let folder = try FixtureFolder.make("workers")
        try FixtureFolder.write(
            """
            from celery import Celery
            app = Celery("shop", broker="\(broker)")
            app.conf.broker_transport_options = \(options)
            app.conf.broker_connection_retry_on_startup = True
            """, to: folder + "/shop.py")
        let lines = names.map { name in
            "\(Shell.quoted(python)) -m celery -A shop worker -P solo -n \(Shell.quoted(name)) &"
        }
        processes = try Supervised(
            lines, in: folder, environment: ["LANG": "C.UTF-8", "HOME": folder, "C_FORCE_ROOT": "1"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A worker of Celery's own, with one process and one task, `tasks.add`.
package final class CeleryWorker: Sendable {
    /// The variable that names a Python which has Celery.
    package static let variable = "EVCAM_TEST_PYTHON"

    private let process: Supervised

    /// A Python that has Celery; nil: nobody has named one.
    package static var python: String? {
        getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Starts one at a broker.
    package init(_ name: String, broker: String) throws(FixtureError) {
        guard let python = Self.python else {
            throw FixtureError("no Celery here: set \(Self.variable) to a Python that has it, as Scripts/test.sh does")
        }
        let folder = try FixtureFolder.make("worker")
        try FixtureFolder.write(
            """
            from celery import Celery
            app = Celery('tasks', broker='\(broker)')
            app.conf.broker_connection_retry_on_startup = True

            @app.task
            def add(x, y):
                return x + y

            """, to: folder + "/tasks.py")
        process = try Supervised(
            ["\(Shell.quoted(python)) -m celery -A tasks worker -P solo -n \(name) -l WARNING </dev/null &"],
            in: folder, environment: ["HOME": folder, "LANG": "C.UTF-8", "C_FORCE_ROOT": "1"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

extension Logger.Level {
    /// Reads Celery's names of levels, in any case, and swift-log's.
    /// - Throws: ``ProcessError`` for anything else.
    package init(celeryName text: String) throws(ProcessError) {
        let name = text.uppercased()
        guard let level = name == "FATAL" ? .critical : Self.allCases.first(where: { $0.celeryName == name }) else {
            throw ProcessError(
                "--loglevel '\(text)' is no level; write DEBUG, INFO, WARNING, ERROR, CRITICAL or FATAL",
                exitCode: EX_USAGE)
        }
        self = level
    }

    /// As in Celery's log lines.
    package var celeryName: String { rawValue.uppercased() }
}

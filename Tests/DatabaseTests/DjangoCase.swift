// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

/// A recording for Django: where it is, whose tables they are, and who makes them.
struct DjangoCase: Sendable, CustomTestStringConvertible {
    /// Where the tables are.
    enum Database: String, CaseIterable { case sqlite, postgres }
    /// Who makes them.
    enum Maker: String, CaseIterable { case migrations, camera }

    let database: Database
    /// The camera's option, and the example's setting.
    let schema: String
    let maker: Maker

    static let all: [Self] = Database.allCases.flatMap { database in
        ["django-celery-monitor", "djcelery"].flatMap { schema in
            Maker.allCases.map { Self(database: database, schema: schema, maker: $0) }
        }
    }

    var testDescription: String { "\(database), \(schema), tables by \(maker)" }
}

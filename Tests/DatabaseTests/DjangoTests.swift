// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

/// Django reads what evcam records: its ORM, and the admin of `Examples/django` through Django's test client.
@Suite(
    .enabled(if: !Django.all.isEmpty, "needs Django: set EVCAM_TEST_DJANGOS, as Scripts/test.sh does"),
    .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct DjangoTests {
    @Test(arguments: DjangoCase.all) func `the ORM and the admin show what was recorded`(_ item: DjangoCase) throws {
        let stage = try DjangoStage(item)
        let newest = try #require(Django.all.last)
        switch item.maker {
        case .migrations:
            // The oldest Django makes other types of ids than the newest.
            let maker = item.schema == "djcelery" ? newest : Django.all[0]
            try stage.python(maker, "-m django migrate -v 0", settings: "packages_settings")
        case .camera:
            try stage.record(createsSchema: true)
            try stage.python(newest, "-m django migrate -v 0")
        }
        try stage.python(newest, "\(Django.tests)/orm_rows.py \(stage.snapshot)")
        try stage.record(createsSchema: false)
        for django in Django.all {
            #expect(throws: Never.self, "Django \(django.version)") {
                try stage.python(django, "\(Django.tests)/check_admin.py")
            }
        }
    }
}

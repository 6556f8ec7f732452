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
            // Each of the two makes some.
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

    /// Times are those of clients' and workers' own clocks.
    @Test(arguments: DjangoCase.all.filter { $0.schema == "djcelery" && $0.maker == .camera })
    func `a client whose clock is ahead holds no row back`(_ item: DjangoCase) throws {
        let stage = try DjangoStage(item)
        let start = 1_795_415_284.0
        func event(_ type: String, after seconds: Double, clock: Double = 0, _ members: String) -> String {
            let time = start + seconds
            return """
                {"received": \(time), "routing_key": "x", "body": {"type": "\(type)", "timestamp": \(time + clock), \
                "clock": \(Int(seconds * 10) + 1), "utcoffset": 0, "pid": 7, \(members)}}
                """
        }
        let task = #""uuid": "00000000-0000-4000-8000-000000000001", "name": "shop.pay""#
        let beat = #""hostname": "w1@a", "freq": 2.0, "active": 0"#
        // A shutter between each two of them: one comes every second.
        try stage.record(
            createsSchema: true,
            lines: [
                event("task-sent", after: 0, clock: 60, "\(task), \"hostname\": \"client@b\""),
                event("worker-heartbeat", after: 2, beat),
                event("task-received", after: 2.1, "\(task), \"hostname\": \"w1@a\""),
                event("worker-heartbeat", after: 4, beat),
                event("task-succeeded", after: 4.1, "\(task), \"hostname\": \"w1@a\", \"result\": \"1\""),
                event("worker-heartbeat", after: 6, beat),
            ])
        let newest = try #require(Django.all.last)
        let row = try stage.python(
            newest,
            """
            -c 'import django; django.setup(); from monitor.models import TaskState; task = TaskState.objects.get()
            print(task.state, task.result, task.tstamp.timestamp(), task.worker)'
            """)
        #expect(row == "SUCCESS 1 \(start + 4.1) w1@a\n")
    }
}

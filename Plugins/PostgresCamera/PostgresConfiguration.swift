// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// The postgres camera's options.
public struct PostgresConfiguration: CameraConfiguration {
    /// Whose tables are written.
    public enum Schema: String, OptionChoice {
        case evcam
        case djangoCeleryMonitor = "django-celery-monitor"
        case djcelery
    }

    /// How tables of the history are kept.
    public enum Partitions: String, OptionChoice {
        case none, month
    }

    @Option("the database, as libpq names it; without it PGHOST, PGDATABASE … and libpq's defaults count", .url)
    var url: String?
    @Option("the role's password; without it the URL's, PGPASSWORD or ~/.pgpass") var password: Secret?
    @Option("whose tables to write: evcam's own, or those of django-celery-monitor or djcelery") var schema = Schema
        .evcam
    @Option("create Django's tables if they are missing; evcam's own are always created") var createSchema = false
    @Option("keep each state that a task came to, and workers' load") var history = false
    @Option("month: keep the history in a partition for each month, dropped whole when it is too old")
    var partitions = Partitions.none
    @Option("send a NOTIFY on this channel after each shutter", min: 1, max: 63) var notify: String?
    @Option("give up a statement that takes longer; the shutter comes again", min: .milliseconds(100))
    var statementTimeout: Duration = .seconds(10)
    var keep = TaskAges()

    /// The defaults.
    public init() {}
}

// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// The sqlite camera's options.
public struct SQLiteConfiguration: CameraConfiguration {
    /// Whose tables are written.
    public enum Schema: String, OptionChoice {
        case evcam
        case djangoCeleryMonitor = "django-celery-monitor"
        case djcelery
    }

    /// What survives a loss of power.
    public enum Sync: String, OptionChoice {
        case normal, full
    }

    @Option("the file to record in, made if it is not there", .path) var path: String
    @Option("whose tables to write: evcam's own, or those of a Django package") var schema = Schema.evcam
    @Option("make Django's tables where they are missing, instead of refusing to start") var createSchema = false
    @Option("also keep each state that a task came to, and what each worker did over time") var history = false
    @Option("full: every shutter survives a loss of power, at the price of a disk write") var sync = Sync.normal
    @Option("how long to wait for another program that writes to the file", min: .zero, max: .seconds(60))
    var busyTimeout: Duration = .seconds(5)
    var keep = TaskAges()

    /// The defaults.
    public init() {}
}

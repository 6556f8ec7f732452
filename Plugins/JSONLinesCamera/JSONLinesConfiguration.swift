// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// The jsonl camera's options.
public struct JSONLinesConfiguration: CameraConfiguration {
    /// What survives a loss of power.
    public enum Sync: String, OptionChoice {
        case none, data
    }

    @Option("the file to append to", .path) var path: String
    @Option("begin a new file before this one grows beyond this size", min: 1)
    var rotateSize: ByteCount = .megabytes(256)
    @Option("begin a new file when this one is so old", min: .seconds(1)) var rotateAge: Duration?
    @Option("delete rotated files older than this", min: .seconds(60)) var keep: Duration?
    @Option("delete rotated files beyond so many, oldest first", min: 0) var keepFiles: Int?
    @Option("compress rotated files") var gzip = false
    @Option("data: every shutter survives a loss of power, at the price of a disk write") var sync = Sync.none

    /// The defaults.
    public init() {}
}

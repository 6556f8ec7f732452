// SPDX-License-Identifier: Apache-2.0

/// A camera: takes a picture of the cluster whenever the shutter goes.
///
/// ```
/// init -> start -> { shutter | cleanup }* -> flush -> stop -> deinit
/// ```
///
/// Everything runs on one thread that lives as long as the instance, never at the same time and never inside
/// each other; several instances may live at once, each on a thread of its own. What a function throws becomes
/// its answer to the host: a ``CameraError`` the one it names, anything else ``CameraError/retry(_:)``. A trap
/// cannot be caught: it ends the process that hosts the camera.
public protocol Camera {
    /// What the camera is called, what it can be told and what it wants to see.
    static var description: CameraDescription { get }

    /// Makes an instance. Looks at its options but touches nothing outside (files, servers); throws
    /// ``CameraError/config(_:)`` when they are wrong.
    init(configuration: CameraConfiguration, host: Host) throws

    /// Opens files and connections. ``CameraError/config(_:)`` and ``CameraError/fatal(_:)`` end the program's
    /// start; ``CameraError/retry(_:)`` says that what it needs is away for now.
    mutating func start() throws

    /// Takes the picture. Returning means that the delta survives a `kill -9` of the host; the views die with
    /// the call.
    mutating func shutter(_ snapshot: SnapshotView) throws

    /// Removes what is too old at `now` (UNIX seconds; the recording's time in a replay) and answers how many
    /// rows, files … went.
    mutating func cleanup(now: Double) throws -> Int

    /// Brings what is buffered to safety. Comes once, after the last shutter; `limit` is how long it may take.
    mutating func flush(within limit: Duration) throws

    /// Closes files and connections.
    mutating func stop()
}

extension Camera {
    /// Nothing to open.
    public mutating func start() throws {}

    /// Nothing grows old.
    public mutating func cleanup(now: Double) throws -> Int { 0 }

    /// Nothing is buffered.
    public mutating func flush(within limit: Duration) throws {}

    /// Nothing to close.
    public mutating func stop() {}
}

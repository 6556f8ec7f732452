// SPDX-License-Identifier: Apache-2.0

/// A camera: takes a picture of the cluster whenever the shutter goes.
///
/// ```
/// init -> start -> { shutter | cleanup }* -> flush -> stop -> deinit
/// ```
///
/// Everything runs on one thread that lives as long as the instance, never at the same time and never inside
/// each other; several instances may live at once, each on a thread of its own. What a function throws becomes
/// its answer to the host: see ``CameraError``. A trap cannot be caught: it ends the process that hosts the camera.
public protocol Camera: SendableMetatype {
    /// The camera's options, as typed properties; ``NoOptions`` if it has none.
    associatedtype Configuration: CameraConfiguration

    /// What the camera is called and what it wants to see.
    static var description: CameraDescription { get }

    /// Makes an instance. Looks at its options but touches nothing outside (files, servers): a check of the user's
    /// configuration comes this far. Throws ``CameraError/config(_:)`` when the options do not fit each other.
    init(configuration: Configuration, host: Host) throws

    /// Opens files and connections. ``CameraError/config(_:)`` and ``CameraError/fatal(_:)`` end the program's
    /// start; anything else says that what it needs is away for now.
    mutating func start() throws

    /// Takes the picture. Returning means that the delta survives a `kill -9` of the host; the views die with
    /// the call.
    mutating func shutter(_ snapshot: SnapshotView) throws

    /// Removes what is too old, and answers how many rows, files … went.
    mutating func cleanup(_ cleanup: Cleanup) throws -> Int

    /// Brings what is buffered to safety. Comes once, after the last shutter; `limit` is how long it may take.
    mutating func flush(within limit: Duration) throws

    /// Closes files and connections.
    mutating func stop()
}

extension Camera {
    /// Nothing to open.
    public mutating func start() throws {}

    /// Nothing grows old.
    public mutating func cleanup(_ cleanup: Cleanup) throws -> Int { 0 }

    /// Nothing is buffered.
    public mutating func flush(within limit: Duration) throws {}

    /// Nothing to close.
    public mutating func stop() {}
}

// SPDX-License-Identifier: Apache-2.0

/// One instance of a camera, wherever it runs: its functions in the order the ABI allows.
///
/// Confined to its lane's thread. A call that comes too early or too late does nothing.
protocol CameraInstance: AnyObject {
    /// `create` has succeeded and `destroy` was not called yet.
    var isCreated: Bool { get }
    /// `start` has succeeded and `stop` was not called yet.
    var isStarted: Bool { get }
    /// What its pictures are laid out in.
    var frames: FrameStore { get }

    /// Makes the instance.
    func create(_ options: OptionBlock) -> CameraAnswer
    func start() -> CameraAnswer
    /// Whether something has to be done before the instance can take a picture.
    var isDown: Bool { get }
    /// Does that.
    /// - Parameter isFinal: there will be no later picture, so it is worth trying now.
    /// - Returns: nil, or why there can be no picture now.
    func revive(isFinal: Bool) -> CameraAnswer?
    func shutter(_ frame: ViewFrame) -> CameraAnswer
    /// - Parameter now: UNIX seconds.
    /// - Returns: the answer and the rows that were deleted; nil if the camera has no cleanup.
    func cleanup(now: Double) -> (CameraAnswer, deleted: UInt64)?
    /// - Returns: nil if the camera has no flush.
    func flush(nanoseconds: UInt64) -> CameraAnswer?
    /// Closes what `start` opened.
    func stop()
    /// Frees what `create` made.
    func destroy()
}

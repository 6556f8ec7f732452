// SPDX-License-Identifier: Apache-2.0

/// Where a dump goes.
///
/// Used by one thread.
package protocol DumpOutput: AnyObject {
    /// Takes whole lines.
    /// - Throws: ``DumpError``.
    func write(_ bytes: UnsafeRawBufferPointer) throws(DumpError)

    /// Lets readers see what was written, and begins a new file if it is time; called at least every second or so.
    /// - Parameter now: UNIX seconds.
    /// - Throws: ``DumpError``.
    func tick(_ now: Double) throws(DumpError)

    /// Ends the last file.
    /// - Throws: ``DumpError``.
    func finish() throws(DumpError)

    /// The files that are finished, in the order they were written.
    var files: [String] { get }
}

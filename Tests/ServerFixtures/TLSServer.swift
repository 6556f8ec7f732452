// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A server that speaks TLS and nothing behind it: OpenSSL's own.
package final class TLSServer: Sendable {
    /// Where it listens.
    package let port: UInt16
    private let process: Supervised

    /// Starts one with a certificate; clients show one from that authority, if one is named.
    package init(_ pair: Certificates.Pair, wantsClientFrom authority: String? = nil) throws(FixtureError) {
        port = try FreePort.take(1)[0]
        let folder = try FixtureFolder.make("tls")
        var line = "openssl s_server -accept \(port) -cert \(pair.certificate) -key \(pair.key) -quiet"
        if let authority { line += " -Verify 1 -verify_return_error -CAfile \(authority)" }
        process = try Supervised([line + " </dev/null &"], in: folder, environment: [:])
        for _ in 0..<200 {
            if let socket = FreePort.connect(port) {
                close(socket)
                return
            }
            usleep(20_000)
        }
        throw FixtureError("openssl s_server does not start: apt-get install openssl")
    }
}

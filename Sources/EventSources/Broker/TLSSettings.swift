// SPDX-License-Identifier: Apache-2.0

/// How encrypted connections are checked.
///
/// Certificate and host name are verified unless somebody says otherwise.
package struct TLSSettings: Hashable, Sendable {
    /// What is verified.
    package enum Verification: String, Hashable, Sendable {
        /// The chain, and that it is the host's certificate.
        case full = "peer"
        /// The chain only.
        case chain
        /// Nothing: whoever answers is believed.
        case none
    }

    /// What is verified.
    package var verification = Verification.full
    /// A file with the certificates to trust, PEM; nil: the system's.
    package var authority: String?
    /// Our certificate with its chain, PEM; nil: none.
    package var certificate: String?
    /// Our certificate's private key, PEM.
    package var key: String?
    /// The name that the broker's certificate has to be for; nil: the URL's host.
    package var serverName: String?

    /// Everything is verified against the system's authorities.
    package init() {}
}

// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// A certificate that is not to be believed: what is wrong with it, and what to do.
struct AMQPCertificateFailure {
    private let code: Int32
    private let serverName: String
    private let authority: String?
    private let place: AMQPPlace
    private let subject: String
    private let issuer: String
    private let names: String
    private let reason: String

    /// Reads what a handshake found.
    init(_ security: AMQPSecurity, _ found: evcam_tls_check, _ place: AMQPPlace) {
        code = found.error
        serverName = security.serverName
        authority = security.authority
        self.place = place
        subject = withUnsafeBytes(of: found.subject, Self.text)
        issuer = withUnsafeBytes(of: found.issuer, Self.text)
        names = withUnsafeBytes(of: found.names, Self.text)
        reason = String(cString: X509_verify_cert_error_string(Int(found.error)))
    }

    /// The sentence.
    var error: BrokerError {
        let certificate = subject.isEmpty ? "the certificate" : "the certificate '\(subject)'"
        let (cause, remedy): (String, String) =
            switch code {
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                (
                    names.isEmpty
                        ? "\(certificate) names no host"
                        : "\(certificate) is for \(names), not for \(serverName)",
                    "use one of its names in the URL, or name the one you expect: `tls: {server_name: NAME}`"
                )
            case X509_V_ERR_CERT_HAS_EXPIRED:
                ("\(certificate) has expired", "renew it, or set this machine's clock")
            case X509_V_ERR_CERT_NOT_YET_VALID:
                ("\(certificate) is not valid yet", "set this machine's clock")
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
                (
                    "\(certificate) is signed by itself, and not trusted here",
                    "if it is the right one, name its file as `tls: {ca: FILE}`"
                )
            case _ where authority != nil && TLSFailure.isOfAuthority(code):
                TLSFailure.unsigned(certificate, issuer: issuer, authority: authority ?? "")
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
                (
                    "the authority '\(subject)' of its certificate is not trusted here",
                    "name the file with that authority's certificate: `tls: {ca: FILE}`"
                )
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                (
                    "\(certificate) is signed by '\(issuer)', which is not trusted here",
                    "name the file with that authority's certificate as `tls: {ca: FILE}`"
                )
            case X509_V_ERR_CERT_REVOKED:
                ("\(certificate) was revoked", "have a new one made")
            default:
                ("\(certificate): \(reason)", "have a correct one made")
            }
        return BrokerError(.tls, "cannot trust \(place.peer): \(cause); \(remedy)")
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

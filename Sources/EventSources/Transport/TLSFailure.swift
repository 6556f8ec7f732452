// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// What OpenSSL says of a failure, put into a sentence.
struct TLSFailure {
    /// The peer, for messages to people.
    let place: String
    /// The name that the certificate had to be for.
    let name: String
    /// `SSL_get_error`'s.
    let code: Int32
    /// `errno`.
    let systemCode: Int32
    /// The first error in OpenSSL's queue; 0: none.
    let error: UInt
    /// Whether the connection had not come about yet.
    let whileHandshaking: Bool
    /// What is wrong with the peer's certificate.
    var doubt: copenssl_doubt?
    /// The file with the authorities that were named; nil: the system's were asked.
    var authority: String?
    /// Whether we have a certificate to show.
    var hasCertificate = false

    /// Whether a host is an IP address.
    static func isAddress(_ name: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, name, &bytes) == 1 || inet_pton(AF_INET6, name, &bytes) == 1
    }

    /// Whether OpenSSL's verdict on a certificate is that nobody who is trusted has signed it.
    static func isOfAuthority(_ code: Int32) -> Bool {
        switch code {
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE:
            true
        default: false
        }
    }

    /// A certificate that the authority in `tls.ca` has not signed: the cause and the remedy.
    static func unsigned(_ certificate: String, issuer: String, authority: String) -> (cause: String, remedy: String) {
        (
            "the CA in `tls.ca` ('\(authority)') did not sign \(certificate), which was issued by '\(issuer)'",
            "name the file with that issuer's certificate there"
        )
    }

    /// The sentence.
    var brokerError: BrokerError {
        if let doubt { return BrokerError(.tls, describe(doubt)) }
        if code == SSL_ERROR_ZERO_RETURN { return .closedByPeer(place) }
        let reason = copenssl_reason(error)
        if code == SSL_ERROR_SYSCALL || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING {
            guard whileHandshaking else {
                return error == 0 && systemCode != 0 && code == SSL_ERROR_SYSCALL
                    ? .broken(place, systemCode) : .closedByPeer(place)
            }
            let cause = "\(place) closed the connection during the TLS handshake"
            return BrokerError(.tls, "\(cause); if it speaks no TLS there, use a URL without it")
        }
        return BrokerError(.tls, describe(reason))
    }

    private func describe(_ reason: Int32) -> String {
        switch reason {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_RECORD_LENGTH_MISMATCH:
            return "\(place) does not speak TLS there; use a URL without it, or the port with TLS"
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_NO_PROTOCOLS_AVAILABLE:
            return "\(place) offers nothing newer than TLS 1.1; let it speak TLS 1.2 or 1.3"
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return "\(place) wants a certificate of ours; name it: `tls: {certificate: …, key: …}`"
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,
            SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED,
            SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
            return "\(place) refuses our certificate (\(opensslWords)); it has to be one that its authority signed"
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE where !hasCertificate:
            return "\(place) refuses the TLS handshake (\(opensslWords)); it may want a certificate of ours: "
                + "`tls: {certificate: …, key: …}`"
        default: return "\(place) and we could not agree on TLS: \(opensslWords)"
        }
    }

    private var opensslWords: String {
        ERR_reason_error_string(error).map { String(cString: $0) } ?? "OpenSSL says nothing (\(code))"
    }

    private func describe(_ doubt: copenssl_doubt) -> String {
        let owner = text(doubt.owner)
        let subject = text(doubt.subject)
        let issuer = text(doubt.issuer)
        let refused = "the certificate of \(place)"
        switch doubt.error {
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            let names = text(doubt.names)
            let who = names.isEmpty ? "for no host name at all (\(owner))" : "for \(names)"
            return "\(refused) is \(who), not for \(name); use a host name that it is for, or name one: "
                + "`tls: {server_name: …}`"
        case _ where authority != nil && Self.isOfAuthority(doubt.error):
            let (cause, remedy) = Self.unsigned("\(refused) (\(owner))", issuer: issuer, authority: authority ?? "")
            return "\(cause); \(remedy)"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "\(refused) (\(owner)) was issued by '\(issuer)', who is not trusted here; "
                + "name the issuer's certificate: `tls: {ca: FILE}`"
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "\(refused) (\(subject)) expired on \(text(doubt.until)); renew it, and check this machine's clock"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "\(refused) (\(subject)) is valid from \(text(doubt.from)) on; check both machines' clocks"
        default:
            let cause = X509_verify_cert_error_string(Int(doubt.error)).map { String(cString: $0) } ?? "\(doubt.error)"
            return "\(refused) (\(subject), issued by '\(issuer)') is not to be believed: \(cause)"
        }
    }

    private func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

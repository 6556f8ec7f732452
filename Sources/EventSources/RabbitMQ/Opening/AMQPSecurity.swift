// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// What one encrypted connection checks, and what it found wrong; lives as long as librabbitmq's socket.
final class AMQPSecurity {
    /// The name that the certificate has to be for.
    let serverName: String
    /// The file with the authorities that were named; nil: the system's are asked.
    var authority: String? { settings.authority }
    private let settings: TLSSettings
    private let place: AMQPPlace
    private let check: UnsafeMutablePointer<evcam_tls_check>
    private let askedName: UnsafeMutablePointer<CChar>?

    init(_ url: BrokerURL, _ settings: TLSSettings, place: AMQPPlace) {
        self.settings = settings
        self.place = place
        serverName = settings.serverName ?? url.host
        // TLS names hosts; an address is checked, but not asked for.
        askedName = TLSFailure.isAddress(serverName) ? nil : strdup(serverName)
        check = .allocate(capacity: 1)
        check.initialize(to: evcam_tls_check())
        check.pointee.server_name = UnsafePointer(askedName)
    }

    deinit {
        check.deallocate()
        free(askedName)
    }

    /// Tells librabbitmq's socket what to check and who we are.
    /// - Throws: ``BrokerError/Kind-swift.enum/local`` if one of the files is of no use.
    func configure(_ socket: OpaquePointer) throws(BrokerError) {
        guard let raw = amqp_ssl_socket_get_context(socket) else {
            throw BrokerError(.local, "cannot encrypt the connection to \(place.peer): OpenSSL gives no context")
        }
        let context = OpaquePointer(raw)
        let verifies = settings.verification != .none
        evcam_tls_watch(context, check, verifies ? 1 : 0)
        amqp_ssl_socket_set_verify_peer(socket, verifies ? 1 : 0)
        // OpenSSL does that itself, with the name it is given below.
        amqp_ssl_socket_set_verify_hostname(socket, 0)
        if verifies { try trust(context) }
        if settings.verification == .full { name(context) }
        try identify(context)
        ERR_clear_error()
    }

    private func trust(_ context: OpaquePointer) throws(BrokerError) {
        guard let authority = settings.authority else {
            SSL_CTX_set_default_verify_paths(context)
            return
        }
        try checkReadable(authority, "ca")
        guard SSL_CTX_load_verify_file(context, authority) == 1 else {
            throw file(authority, "ca", "it holds no certificate in PEM form")
        }
    }

    private func name(_ context: OpaquePointer) {
        let parameters = SSL_CTX_get0_param(context)
        if TLSFailure.isAddress(serverName) {
            X509_VERIFY_PARAM_set1_ip_asc(parameters, serverName)
        } else {
            X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            X509_VERIFY_PARAM_set1_host(parameters, serverName, 0)
        }
    }

    private func identify(_ context: OpaquePointer) throws(BrokerError) {
        guard let certificate = settings.certificate ?? settings.key else { return }
        // One file may hold both.
        let key = settings.key ?? certificate
        try checkReadable(certificate, "certificate")
        try checkReadable(key, "key")
        guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw file(certificate, "certificate", "it holds no certificate in PEM form")
        }
        guard SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            let reason = Self.reason()
            ERR_clear_error()
            throw file(
                key, "key",
                reason.contains("mismatch")
                    ? "it is not the key of \(certificate)"
                    : "it holds no private key in PEM form that can be read without a passphrase (\(reason))")
        }
        guard SSL_CTX_check_private_key(context) == 1 else {
            throw file(key, "key", "it is not the key of \(certificate)")
        }
    }

    private func checkReadable(_ path: String, _ role: String) throws(BrokerError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw file(path, role, String(cString: strerror(errno))) }
        close(descriptor)
    }

    private func file(_ path: String, _ role: String, _ cause: String) -> BrokerError {
        BrokerError(
            .local,
            "cannot use the file '\(path)' (`tls: {\(role): FILE}`) for the connection to \(place.peer): \(cause)"
        )
    }

    /// Whether the handshake had begun, so that the peer could be reached.
    var hasBegun: Bool { check.pointee.begun != 0 }

    /// Why the handshake failed.
    func handshakeFailure() -> BrokerError {
        let found = check.pointee
        if found.error != 0, settings.verification != .none { return AMQPCertificateFailure(self, found, place).error }
        return Self.failure(Self.reason(), place)
    }

    /// What TLS itself complained of.
    static func failure(_ reason: String, _ place: AMQPPlace) -> BrokerError {
        let remedy =
            if reason.contains("wrong version number") || reason.contains("packet length") {
                "no TLS is spoken there; is it the port for amqps (5671)? Without TLS write amqp://"
            } else if reason.contains("certificate required") || reason.contains("alert handshake failure")
                || reason.contains("bad certificate")
            {
                "the broker wants a certificate from us that it trusts: `tls: {certificate: FILE, key: FILE}`"
            } else if reason.contains("unknown ca") {
                "the broker does not trust our certificate: have it signed by an authority in the broker's "
                    + "`ssl_options.cacertfile`"
            } else if reason.contains("protocol version") || reason.contains("unsupported protocol") {
                "both sides share no version of TLS: allow 1.2 or 1.3 in the broker's `ssl_options.versions`"
            } else {
                "see the broker's log for its side of it"
            }
        return BrokerError(.tls, "cannot agree on TLS with \(place.peer): \(reason); \(remedy)")
    }

    /// What OpenSSL wrote down last in this thread.
    static func reason() -> String {
        let code = ERR_peek_last_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return "the handshake was broken off" }
        return String(cString: text)
    }
}

// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// A TCP socket with TLS 1.2 or 1.3 over it, by OpenSSL.
final class TLSTransport: ByteTransport {
    private let place: String
    private let host: String
    private let settings: TLSSettings
    private var socket: Int32
    private var ssl: OpaquePointer?
    private let method: OpaquePointer?
    /// What OpenSSL notes while it verifies; it keeps the address.
    private let doubt = UnsafeMutablePointer<copenssl_doubt>.allocate(capacity: 1)

    /// Takes a connected, non-blocking socket over and agrees on the encryption.
    ///
    /// `host`: the URL's host, which the certificate has to be for if the settings do not name another. `place`: the
    /// peer, for messages to people. It throws `tls`, which says what is wrong with the certificate and what to do;
    /// `local` for files of our own; `unreachable` if there is no answer in time.
    init(
        _ socket: Int32, host: String, settings: TLSSettings, place: String, deadline: Deadline
    ) throws(BrokerError) {
        self.socket = socket
        self.host = host
        self.settings = settings
        self.place = place
        method = copenssl_socket_method()
        doubt.initialize(to: copenssl_doubt())
        let context = try TLSContext(settings, place: place)
        guard let ssl = SSL_new(context.pointer), copenssl_set_socket(ssl, method, socket) == 1 else {
            throw BrokerError(.local, "cannot encrypt the connection to \(place): no memory")
        }
        self.ssl = ssl
        try demandIdentity(ssl)
        try shakeHands(ssl, deadline)
    }

    deinit {
        close()
        SSL_free(ssl)
        BIO_meth_free(method)
        doubt.deallocate()
    }

    func read(into room: UnsafeMutableRawBufferPointer, timeout: Double) throws(BrokerError) -> Int {
        let deadline = Deadline.after(timeout)
        var count = 0
        // A record has 16 KB at most, so there may be several.
        while count < room.count {
            var got = 0
            ERR_clear_error()
            if SSL_read_ex(ssl, room.baseAddress?.advanced(by: count), room.count - count, &got) == 1 {
                count += got
                continue
            }
            let failure = SSL_get_error(ssl, 0)
            // What was read before counts first; the failure comes again.
            if count > 0 { return count }
            guard let events = events(for: failure) else { throw self.failure(failure, whileHandshaking: false) }
            guard timeout > 0, waitUntilReady(socket, events, deadline) else { return 0 }
        }
        return count
    }

    func write(_ bytes: [UInt8], timeout: Double) throws(BrokerError) {
        let deadline = Deadline.after(timeout)
        var rest = bytes[...]
        while !rest.isEmpty {
            var count = 0
            ERR_clear_error()
            if rest.withUnsafeBytes({ SSL_write_ex(ssl, $0.baseAddress, $0.count, &count) }) == 1 {
                rest = rest.dropFirst(count)
                continue
            }
            let failure = SSL_get_error(ssl, 0)
            guard let events = events(for: failure) else { throw self.failure(failure, whileHandshaking: false) }
            guard waitUntilReady(socket, events, deadline) else { throw .takesNothing(place) }
        }
    }

    func close() {
        guard socket >= 0 else { return }
        if let ssl, SSL_is_init_finished(ssl) == 1 {
            ERR_clear_error()
            SSL_shutdown(ssl)
        }
        Glibc.close(socket)
        socket = -1
        ERR_clear_error()
    }

    private func demandIdentity(_ ssl: OpaquePointer) throws(BrokerError) {
        let name = settings.serverName ?? host
        let isAddress = TLSFailure.isAddress(name)
        // RFC 6066: an address is no server name.
        if !isAddress, copenssl_set_server_name(ssl, name) != 1 { throw misnamed(name) }
        guard settings.verification != .none else { return }
        copenssl_verify_peer(ssl, doubt)
        guard settings.verification == .full else { return }
        let parameters = SSL_get0_param(ssl)
        let isDemanded =
            isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name) : X509_VERIFY_PARAM_set1_host(parameters, name, 0)
        if isDemanded != 1 { throw misnamed(name) }
    }

    private func misnamed(_ name: String) -> BrokerError {
        BrokerError(.tls, "'\(name)' cannot be the name of a server; check `tls: {server_name: …}`")
    }

    private func shakeHands(_ ssl: OpaquePointer, _ deadline: Deadline) throws(BrokerError) {
        while true {
            ERR_clear_error()
            let result = SSL_connect(ssl)
            if result == 1 { return }
            let failure = SSL_get_error(ssl, result)
            guard let events = events(for: failure) else { throw self.failure(failure, whileHandshaking: true) }
            guard waitUntilReady(socket, events, deadline) else {
                let text = "\(place) does not answer the TLS handshake; if it speaks no TLS there, use a URL without it"
                throw BrokerError(.unreachable, text)
            }
        }
    }

    private func events(for failure: Int32) -> Int32? {
        switch failure {
        case SSL_ERROR_WANT_READ: POLLIN
        case SSL_ERROR_WANT_WRITE: POLLOUT
        default: nil
        }
    }

    private func failure(_ failure: Int32, whileHandshaking: Bool) -> BrokerError {
        let code = errno
        var failure = TLSFailure(
            place: place, name: settings.serverName ?? host, code: failure, systemCode: code,
            error: ERR_peek_error(), whileHandshaking: whileHandshaking)
        failure.doubt = doubt.pointee.error == 0 ? nil : doubt.pointee
        failure.authority = settings.authority
        failure.hasCertificate = settings.certificate != nil
        ERR_clear_error()
        return failure.brokerError
    }
}

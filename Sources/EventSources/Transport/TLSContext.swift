// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// OpenSSL's settings for one connection, read from the files anew: certificates are replaced while we run.
final class TLSContext {
    /// Valid as long as this.
    let pointer: OpaquePointer

    /// Reads the files.
    ///
    /// `place`: the peer, for messages to people. It throws `local`, which names the file and what is wrong with it.
    init(_ settings: TLSSettings, place: String) throws(BrokerError) {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else {
            throw BrokerError(.local, "cannot encrypt the connection to \(place): OpenSSL does not start")
        }
        pointer = context
        _ = copenssl_require_tls12(context)
        _ = copenssl_allow_partial_writes(context)
        copenssl_never_ask(context)
        if let file = settings.authority {
            guard SSL_CTX_load_verify_locations(context, file, nil) == 1 else {
                throw Self.unreadable("the authorities' certificates", "ca", file)
            }
        } else {
            SSL_CTX_set_default_verify_paths(context)
        }
        try use(settings.certificate, settings.key)
    }

    deinit { SSL_CTX_free(pointer) }

    private func use(_ certificate: String?, _ key: String?) throws(BrokerError) {
        guard let certificate else { return }
        guard SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1 else {
            throw Self.unreadable("our certificate", "certificate", certificate)
        }
        // One file may hold both.
        let key = key ?? certificate
        guard SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
            let reason = copenssl_reason(ERR_peek_error())
            guard reason == X509_R_KEY_VALUES_MISMATCH else { throw Self.unreadable("our private key", "key", key) }
            let text = "the private key '\(key)' does not belong to the certificate '\(certificate)'"
            throw BrokerError(.local, "\(text); name the two that do (`tls: {certificate: …, key: …}`)")
        }
    }

    private static func unreadable(_ thing: String, _ option: String, _ file: String) -> BrokerError {
        var cause = "it is no PEM file with one"
        if access(file, R_OK) != 0 {
            cause = String(cString: strerror(errno)).lowercased()
        } else if option == "key" {
            cause = "it is no PEM file with a private key, or the key has a passphrase"
        }
        ERR_clear_error()
        return BrokerError(.local, "cannot read \(thing) '\(file)': \(cause); check `tls: {\(option): …}`")
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * librabbitmq checks the certificate against the name it connects to, and says of a failure only that there was one.
 * Here OpenSSL is told through the context what to check, and what it found is kept: callbacks and macros, which
 * Swift has no way to write.
 */
#ifndef EVCAM_RABBITMQ_TLS_H
#define EVCAM_RABBITMQ_TLS_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

/* What one handshake is to check, and what was wrong with the certificate. It outlives the socket. */
typedef struct {
    /* The name to ask for; NULL: none, as for an address. */
    const char *server_name;
    /* Whether a handshake has begun: the peer could be reached. */
    int begun;
    /* X509_V_ERR_…, or 0; what follows is about the certificate at fault. */
    int error;
    char subject[256];
    char issuer[256];
    /* The names that it is for, with commas between; empty if it names none. */
    char names[512];
} evcam_tls_check;

/* Adds a name to those that a certificate is for; one that does not fit is left out. */
static inline void evcam_tls_add_name(evcam_tls_check *check, const unsigned char *name, int length) {
    size_t used = strlen(check->names);
    size_t comma = used ? 2 : 0;
    if (length <= 0 || used + comma + (size_t)length >= sizeof(check->names)) return;
    if (comma) memcpy(check->names + used, ", ", 2);
    memcpy(check->names + used + comma, name, (size_t)length);
    check->names[used + comma + (size_t)length] = 0;
}

/* Writes down the DNS names and addresses that a certificate is for. */
static inline void evcam_tls_collect_names(evcam_tls_check *check, X509 *certificate) {
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (names == NULL) return;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS) {
            evcam_tls_add_name(check, ASN1_STRING_get0_data(name->d.dNSName), ASN1_STRING_length(name->d.dNSName));
        } else if (name->type == GEN_IPADD) {
            char text[64];
            const unsigned char *bytes = ASN1_STRING_get0_data(name->d.iPAddress);
            int length = ASN1_STRING_length(name->d.iPAddress), written = 0;
            for (int k = 0; k < length && written < (int)sizeof(text) - 8; k++) {
                if (length == 4) {
                    written += snprintf(text + written, sizeof(text) - (size_t)written, k ? ".%d" : "%d", bytes[k]);
                } else {
                    written += snprintf(text + written, sizeof(text) - (size_t)written, k && k % 2 == 0 ? ":%02x" : "%02x",
                                        bytes[k]);
                }
            }
            evcam_tls_add_name(check, (const unsigned char *)text, written);
        }
    }
    GENERAL_NAMES_free(names);
}

/* Writes down what is wrong with a certificate, and leaves OpenSSL's verdict as it is. */
static inline int evcam_tls_verified(int ok, X509_STORE_CTX *store) {
    if (ok) return ok;
    SSL *ssl = (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    evcam_tls_check *check = ssl ? (evcam_tls_check *)SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)) : NULL;
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (check == NULL || check->error != 0) return ok;
    check->error = X509_STORE_CTX_get_error(store);
    if (certificate == NULL) return ok;
    X509_NAME_oneline(X509_get_subject_name(certificate), check->subject, sizeof(check->subject));
    X509_NAME_oneline(X509_get_issuer_name(certificate), check->issuer, sizeof(check->issuer));
    evcam_tls_collect_names(check, certificate);
    return ok;
}

/* Before the first message: librabbitmq asks for the name it connects to, which for us is an address. */
static inline void evcam_tls_told(const SSL *ssl, int where, int result) {
    (void)result;
    if (!(where & SSL_CB_HANDSHAKE_START)) return;
    evcam_tls_check *check = (evcam_tls_check *)SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (check == NULL) return;
    check->begun = 1;
    SSL_set_tlsext_host_name((SSL *)ssl, check->server_name);
}

/* A key with a passphrase is refused; OpenSSL would ask for it on the terminal. */
static inline int evcam_tls_no_passphrase(char *buffer, int size, int writing, void *data) {
    (void)buffer, (void)size, (void)writing, (void)data;
    return 0;
}

/* Lets the context's handshakes be watched by `check`, which has to outlive it. */
static inline void evcam_tls_watch(SSL_CTX *context, evcam_tls_check *check, int verifies) {
    SSL_CTX_set_app_data(context, check);
    SSL_CTX_set_info_callback(context, evcam_tls_told);
    SSL_CTX_set_default_passwd_cb(context, evcam_tls_no_passphrase);
    SSL_CTX_set_verify(context, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, evcam_tls_verified);
}

#endif

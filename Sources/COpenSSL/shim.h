/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSL, and what of it is macros, or is easier said in C. OpenSSL 1.1.1 or newer. */
#ifndef EVCAM_COPENSSL_SHIM_H
#define EVCAM_COPENSSL_SHIM_H

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* MARK: Macros. */

static inline long copenssl_require_tls12(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

static inline long copenssl_allow_partial_writes(SSL_CTX *context) {
    return SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static inline long copenssl_set_server_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }

/* MARK: A socket that is written to with send(MSG_NOSIGNAL): OpenSSL's own would raise SIGPIPE. */

static inline int copenssl_socket_of(BIO *bio) { return (int)(intptr_t)BIO_get_data(bio); }

static inline int copenssl_should_retry(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

static inline int copenssl_send(BIO *bio, const char *bytes, int length) {
    ssize_t sent = send(copenssl_socket_of(bio), bytes, (size_t)length, MSG_NOSIGNAL);
    BIO_clear_retry_flags(bio);
    if (sent < 0 && copenssl_should_retry()) BIO_set_retry_write(bio);
    return (int)sent;
}

static inline int copenssl_receive(BIO *bio, char *bytes, int length) {
    ssize_t received = recv(copenssl_socket_of(bio), bytes, (size_t)length, 0);
    BIO_clear_retry_flags(bio);
    if (received < 0 && copenssl_should_retry()) BIO_set_retry_read(bio);
    return (int)received;
}

static inline long copenssl_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/* Frees what copenssl_socket_method made, when no BIO uses it any longer: BIO_meth_free. */
static inline BIO_METHOD *copenssl_socket_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "evcam socket");
    if (!method) return NULL;
    BIO_meth_set_write(method, copenssl_send);
    BIO_meth_set_read(method, copenssl_receive);
    BIO_meth_set_ctrl(method, copenssl_control);
    return method;
}

/* Lets `ssl` use a socket, which stays the caller's. Returns 0 if there is no memory. */
static inline int copenssl_set_socket(SSL *ssl, const BIO_METHOD *method, int socket) {
    BIO *bio = BIO_new(method);
    if (!bio) return 0;
    BIO_set_data(bio, (void *)(intptr_t)socket);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    return 1;
}

/* MARK: What is wrong with a certificate. */

/* The first certificate of a chain that was not believed. */
typedef struct copenssl_doubt {
    int error;         /* X509_V_ERR_…; 0: none */
    char owner[256];   /* whom the peer's own certificate is for */
    char subject[256]; /* the certificate of the chain that is not believed, and who issued it */
    char issuer[256];
    char names[512]; /* the DNS names and addresses that the peer's own is for, with ", " between them */
    char from[64];   /* when its time begins and ends, UTC */
    char until[64];
} copenssl_doubt;

static inline void copenssl_write_name(const X509_NAME *name, char *text, size_t size) {
    text[0] = 0;
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio) return;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    int length = BIO_read(bio, text, (int)size - 1);
    text[length > 0 ? length : 0] = 0;
    BIO_free(bio);
}

static inline void copenssl_write_time(const ASN1_TIME *time, char *text, size_t size) {
    text[0] = 0;
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio) return;
    ASN1_TIME_print(bio, time);
    int length = BIO_read(bio, text, (int)size - 1);
    text[length > 0 ? length : 0] = 0;
    BIO_free(bio);
}

static inline void copenssl_write_address(const ASN1_OCTET_STRING *address, char *text, size_t size) {
    const unsigned char *b = ASN1_STRING_get0_data(address);
    if (ASN1_STRING_length(address) == 4) {
        snprintf(text, size, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
    } else if (ASN1_STRING_length(address) == 16) {
        size_t used = 0;
        for (int i = 0; i < 16; i += 2)
            used += (size_t)snprintf(text + used, size - used, i ? ":%x" : "%x", b[i] << 8 | b[i + 1]);
    }
}

/* Whole names only: one that does not fit is left out. */
static inline void copenssl_write_names(const X509 *certificate, char *text, size_t size) {
    text[0] = 0;
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (!names) return;
    size_t used = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        char address[64] = "";
        const char *one = address;
        int length = 0;
        if (name->type == GEN_DNS) {
            one = (const char *)ASN1_STRING_get0_data(name->d.dNSName);
            length = ASN1_STRING_length(name->d.dNSName);
        } else if (name->type == GEN_IPADD) {
            copenssl_write_address(name->d.iPAddress, address, sizeof address);
            length = (int)strlen(address);
        }
        if (length <= 0 || used + (size_t)length + 3 > size) continue;
        used += (size_t)snprintf(text + used, size - used, "%s%.*s", used ? ", " : "", length, one);
    }
    GENERAL_NAMES_free(names);
}

/* OpenSSL's callback: notes what is wrong and lets OpenSSL refuse it. */
static inline int copenssl_note_doubt(int is_fine, X509_STORE_CTX *store) {
    if (is_fine) return 1;
    SSL *ssl = (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    copenssl_doubt *doubt = ssl ? (copenssl_doubt *)SSL_get_app_data(ssl) : NULL;
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (!doubt || doubt->error) return 0;
    doubt->error = X509_STORE_CTX_get_error(store);
    X509 *own = X509_STORE_CTX_get0_cert(store);
    if (own) {
        copenssl_write_name(X509_get_subject_name(own), doubt->owner, sizeof doubt->owner);
        copenssl_write_names(own, doubt->names, sizeof doubt->names);
    }
    if (!certificate) return 0;
    copenssl_write_name(X509_get_subject_name(certificate), doubt->subject, sizeof doubt->subject);
    copenssl_write_name(X509_get_issuer_name(certificate), doubt->issuer, sizeof doubt->issuer);
    copenssl_write_time(X509_get0_notBefore(certificate), doubt->from, sizeof doubt->from);
    copenssl_write_time(X509_get0_notAfter(certificate), doubt->until, sizeof doubt->until);
    return 0;
}

/* Has the peer's certificate verified, and what is wrong with it noted in `doubt`, which must outlive `ssl`. */
static inline void copenssl_verify_peer(SSL *ssl, copenssl_doubt *doubt) {
    memset(doubt, 0, sizeof *doubt);
    SSL_set_app_data(ssl, (char *)doubt);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, copenssl_note_doubt);
}

/* MARK: Keys. */

static inline int copenssl_no_passphrase(char *text, int size, int writing, void *data) {
    (void)text, (void)size, (void)writing, (void)data;
    return 0;
}

/* Keeps OpenSSL from asking on the terminal for the passphrase of a key. */
static inline void copenssl_never_ask(SSL_CTX *context) {
    SSL_CTX_set_default_passwd_cb(context, copenssl_no_passphrase);
}

#endif

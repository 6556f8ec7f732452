/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of RFC 4648: the standard alphabet, padded. */
#ifndef EVCAM_CBASE64_H
#define EVCAM_CBASE64_H

#include <stddef.h>

/* What cb64_decode returns for a text that is not base64. */
#define CB64_INVALID ((size_t)-1)

/* Decodes `length` characters into `out`, which has room for `length / 4 * 3` bytes and may be `text` itself
   (or lie before it). Returns the bytes written, or CB64_INVALID. With what the processor has: AVX2, SSSE3. */
size_t cb64_decode(const char *text, size_t length, char *out);

/* The ways that cb64_decode chooses from, for tests. */
typedef enum cb64_way { CB64_SCALAR, CB64_SSSE3, CB64_AVX2 } cb64_way;

/* Whether this processor has it. */
int cb64_has(cb64_way way);

/* cb64_decode by one way, which the processor has to have. */
size_t cb64_decode_by(cb64_way way, const char *text, size_t length, char *out);

/* Encodes into `out`, which has room for `(length + 2) / 3 * 4` characters. Returns the characters written. */
size_t cb64_encode(const char *bytes, size_t length, char *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "cchecksum.h"

#include <zlib.h>

static uint32_t by_zlib(uint32_t crc, const unsigned char *bytes, size_t length) {
    return (uint32_t)crc32_z(crc, bytes, length);
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Bytes before the folding pays. */
#define FOLDED_FROM 128

/* A polynomial of 128 bits, moved up the message by as many bits as the two factors stand for. */
__attribute__((target("pclmul,sse4.1"))) static inline __m128i fold(__m128i value, __m128i factors) {
    __m128i low = _mm_clmulepi64_si128(value, factors, 0x00), high = _mm_clmulepi64_si128(value, factors, 0x11);
    return _mm_xor_si128(low, high);
}

__attribute__((target("pclmul,sse4.1"))) static inline __m128i load(const unsigned char *bytes) {
    return _mm_loadu_si128((const __m128i *)bytes);
}

/* The message is a polynomial, and its CRC the remainder of a division. 128 bits of it may be taken away at the
   front if they are added further on, multiplied with x^distance modulo the divisor: after V. Gopal et al., "Fast CRC
   Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009). Factors are x^(distance + 32) and
   x^(distance - 32) modulo the divisor, their bits in reverse order and shifted by one, as the bits of bytes are. */
__attribute__((target("pclmul,sse4.1"))) static uint32_t by_folding(
    uint32_t crc, const unsigned char *bytes, size_t length) {
    const __m128i by_512 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4), by_128 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    __m128i a = load(bytes), b = load(bytes + 16), c = load(bytes + 32), d = load(bytes + 48);
    /* A checksum so far is added to the first bits; its inversion is zlib's convention. */
    a = _mm_xor_si128(a, _mm_cvtsi32_si128((int)~crc));
    for (bytes += 64, length -= 64; length >= 64; bytes += 64, length -= 64) {
        a = _mm_xor_si128(fold(a, by_512), load(bytes));
        b = _mm_xor_si128(fold(b, by_512), load(bytes + 16));
        c = _mm_xor_si128(fold(c, by_512), load(bytes + 32));
        d = _mm_xor_si128(fold(d, by_512), load(bytes + 48));
    }
    b = _mm_xor_si128(b, fold(a, by_128));
    c = _mm_xor_si128(c, fold(b, by_128));
    d = _mm_xor_si128(d, fold(c, by_128));
    for (; length >= 16; bytes += 16, length -= 16) d = _mm_xor_si128(fold(d, by_128), load(bytes));
    /* What is left has the remainder of everything so far: 16 bytes, divided in the usual way. */
    unsigned char rest[16];
    _mm_storeu_si128((__m128i *)rest, d);
    return by_zlib(by_zlib(UINT32_MAX, rest, sizeof rest), bytes, length);
}

uint32_t cck_crc32(uint32_t crc, const void *bytes, size_t length) {
    if (length >= FOLDED_FROM && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1"))
        return by_folding(crc, bytes, length);
    return by_zlib(crc, bytes, length);
}
#else
uint32_t cck_crc32(uint32_t crc, const void *bytes, size_t length) { return by_zlib(crc, bytes, length); }
#endif

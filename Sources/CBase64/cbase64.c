/* SPDX-License-Identifier: Apache-2.0 */
#include "cbase64.h"

#include "blocks.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* 0 to 63, or 64 for what is no digit. */
#define LETTERS(first, value) \
    [first] = value, value + 1, value + 2, value + 3, value + 4, value + 5, value + 6, value + 7, value + 8, \
    value + 9, value + 10, value + 11, value + 12, value + 13, value + 14, value + 15, value + 16, value + 17, \
    value + 18, value + 19, value + 20, value + 21, value + 22, value + 23, value + 24, value + 25
static const uint8_t digits[256] = {
    [0 ... '+' - 1] = 64, ['+'] = 62, ['+' + 1 ... '/' - 1] = 64, ['/'] = 63,
    ['0'] = 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, ['9' + 1 ... 'A' - 1] = 64, LETTERS('A', 0),
    ['Z' + 1 ... 'a' - 1] = 64, LETTERS('a', 26), ['z' + 1 ... 255] = 64,
};

static size_t decode_scalar(const char *text, size_t length, char *out) {
    const uint8_t *in = (const uint8_t *)text;
    size_t padding = 0;
    if (length > 0 && text[length - 1] == '=') padding = text[length - 2] == '=' ? 2 : 1;
    char *start = out;
    for (size_t i = 0; i < length; i += 4) {
        size_t missing = i + 4 == length ? padding : 0;
        uint32_t a = digits[in[i]], b = digits[in[i + 1]];
        uint32_t c = missing > 1 ? 0 : digits[in[i + 2]];
        uint32_t d = missing > 0 ? 0 : digits[in[i + 3]];
        if ((a | b | c | d) > 63) return CB64_INVALID;
        uint32_t word = a << 18 | b << 12 | c << 6 | d;
        *out++ = (char)(word >> 16);
        if (missing < 2) *out++ = (char)(word >> 8);
        if (missing < 1) *out++ = (char)word;
    }
    return (size_t)(out - start);
}

int cb64_has(cb64_way way) {
    switch (way) {
    case CB64_SCALAR: return 1;
#ifdef CB64_X86
    case CB64_SSSE3: return __builtin_cpu_supports("ssse3") != 0;
    case CB64_AVX2: return __builtin_cpu_supports("avx2") != 0;
#endif
    default: return 0;
    }
}

size_t cb64_decode_by(cb64_way way, const char *text, size_t length, char *out) {
    if (length % 4 != 0) return CB64_INVALID;
    size_t done = 0;
#ifdef CB64_X86
    if (way == CB64_AVX2) done = cb64_blocks_avx2(text, length, out);
    if (way == CB64_SSSE3) done = cb64_blocks_ssse3(text, length, out);
    if (done == CB64_INVALID) return done;
#else
    (void)way;
#endif
    size_t rest = decode_scalar(text + done, length - done, out + done / 4 * 3);
    return rest == CB64_INVALID ? rest : done / 4 * 3 + rest;
}

size_t cb64_decode(const char *text, size_t length, char *out) {
    cb64_way way = cb64_has(CB64_AVX2) ? CB64_AVX2 : cb64_has(CB64_SSSE3) ? CB64_SSSE3 : CB64_SCALAR;
    return cb64_decode_by(way, text, length, out);
}

size_t cb64_encode(const char *bytes, size_t length, char *out) {
    const unsigned char *in = (const unsigned char *)bytes;
    char *start = out;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t word = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);
        *out++ = alphabet[word >> 18];
        *out++ = alphabet[word >> 12 & 63];
        *out++ = left > 1 ? alphabet[word >> 6 & 63] : '=';
        *out++ = left > 2 ? alphabet[word & 63] : '=';
    }
    return (size_t)(out - start);
}

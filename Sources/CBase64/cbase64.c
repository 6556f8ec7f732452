/* SPDX-License-Identifier: Apache-2.0 */
#include "cbase64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* 0 to 63, or 64 for what is no digit. */
static unsigned digit(unsigned char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : 64;
}

size_t cb64_decode(const char *text, size_t length, char *out) {
    if (length % 4 != 0) return CB64_INVALID;
    size_t padding = 0;
    if (length > 0 && text[length - 1] == '=') padding = text[length - 2] == '=' ? 2 : 1;
    char *start = out;
    for (size_t i = 0; i < length; i += 4) {
        size_t missing = i + 4 == length ? padding : 0;
        unsigned a = digit((unsigned char)text[i]), b = digit((unsigned char)text[i + 1]);
        unsigned c = missing > 1 ? 0 : digit((unsigned char)text[i + 2]);
        unsigned d = missing > 0 ? 0 : digit((unsigned char)text[i + 3]);
        if ((a | b | c | d) > 63) return CB64_INVALID;
        uint32_t word = a << 18 | b << 12 | c << 6 | d;
        *out++ = (char)(word >> 16);
        if (missing < 2) *out++ = (char)(word >> 8);
        if (missing < 1) *out++ = (char)word;
    }
    return (size_t)(out - start);
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

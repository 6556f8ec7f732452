// SPDX-License-Identifier: Apache-2.0
// JSON strings to texts: 16 bytes at a time up to the next backslash.
#ifndef CSJ_TEXT_H
#define CSJ_TEXT_H

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace text {

// Copies 16 bytes; bit n of the result: byte n is a backslash.
inline unsigned copy16(char *to, const char *from) {
#if defined(__SSE2__)
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to), bytes);
    return unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
#else
    uint64_t words[2];
    memcpy(words, from, 16);
    memcpy(to, words, 16);
    auto backslashes = [](uint64_t w) {
        constexpr uint64_t low = 0x7f7f7f7f7f7f7f7f;
        w ^= 0x5c5c5c5c5c5c5c5c; // what is 0 now was one
        uint64_t zeros = ~(((w & low) + low) | w | low);
        return unsigned((zeros >> 7) * 0x0102040810204080 >> 56);
    };
    return backslashes(words[0]) | backslashes(words[1]) << 8;
#endif
}

// Four hexadecimal digits, or more than 0xffff if they are not.
inline uint32_t hex4(const char *p) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = static_cast<unsigned char>(p[i]), letter = (c | 32) - 'a';
        uint32_t digit = c - '0' <= 9 ? c - '0' : letter <= 5 ? letter + 10 : 0x10000;
        value = value << 4 | digit;
    }
    return value;
}

inline char *utf8(uint32_t c, char *to) {
    if (c < 0x80) {
        *to++ = char(c);
        return to;
    }
    if (c < 0x800) {
        *to++ = char(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *to++ = char(0xe0 | c >> 12);
        } else {
            *to++ = char(0xf0 | c >> 18), *to++ = char(0x80 | (c >> 12 & 63));
        }
        *to++ = char(0x80 | (c >> 6 & 63));
    }
    *to++ = char(0x80 | (c & 63));
    return to;
}

// Reads the escape at `p` and moves behind it; null if it is none, or a lone surrogate.
inline char *escape(const char *&p, const char *stop, char *to) {
    // What the characters '"' to 't' stand for behind a backslash.
    static constexpr char plain[] =
        "\"\0\0\0\0\0\0\0\0\0\0\0\0/\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\\"
        "\0\0\0\0\0\b\0\0\0\f\0\0\0\0\0\0\0\n\0\0\0\r\0\t";
    static_assert('"' + sizeof plain - 2 == 't' && plain['\\' - '"'] == '\\' && plain['n' - '"'] == '\n');
    if (stop - p < 2) return nullptr;
    unsigned c = static_cast<unsigned char>(p[1]) - unsigned('"');
    if (c < sizeof plain - 1 && plain[c]) {
        *to = plain[c];
        p += 2;
        return to + 1;
    }
    if (p[1] != 'u' || stop - p < 6) return nullptr;
    uint32_t code = hex4(p + 2);
    p += 6;
    if (code >> 10 == 0xd800 >> 10) {
        if (stop - p < 6 || p[0] != '\\' || p[1] != 'u') return nullptr;
        uint32_t second = hex4(p + 2);
        if (second >> 10 != 0xdc00 >> 10) return nullptr;
        code = 0x10000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
        p += 6;
    } else if (code > 0xffff || code >> 10 == 0xdc00 >> 10) {
        return nullptr;
    }
    return utf8(code, to);
}

// Unescapes what stands between a string's quotes; returns the end of what it wrote, or null if an escape is
// wrong. Up to 15 bytes more are read and written.
inline char *unescape(const char *p, const char *stop, char *to) {
    while (p < stop) {
        unsigned found = copy16(to, p);
        size_t left = size_t(stop - p);
        if (left < 16) found &= (1u << left) - 1;
        if (found == 0) {
            size_t copied = left < 16 ? left : 16;
            p += copied, to += copied;
            continue;
        }
        int plain = __builtin_ctz(found);
        p += plain;
        to = escape(p, stop, to + plain);
        if (!to) return nullptr;
    }
    return to;
}

} // namespace text
#endif

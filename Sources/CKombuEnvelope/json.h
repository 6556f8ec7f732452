/* SPDX-License-Identifier: Apache-2.0 */
/* As much of JSON as it takes to walk through an envelope, in place. */
#ifndef EVCAM_CKOMBU_JSON_H
#define EVCAM_CKOMBU_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Where the walk is. CKOMBU_PADDING bytes behind `end` are readable, and mean nothing. */
typedef struct json {
    char *p;
    char *end;
} json;

/* What stands between a string's quotes. */
typedef struct json_text {
    char *start;
    size_t length;
    bool has_escapes;
} json_text;

/* The byte there; 0, which no JSON has, at the end. */
static inline char json_peek(const json *j) { return j->p < j->end ? *j->p : 0; }

static inline void json_space(json *j) {
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\r' || *j->p == '\t')) j->p++;
}

/* The first quote, backslash or control character from `p` on; anything from `end` on if there is none. */
static inline char *json_special(char *p, const char *end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
    for (; p < end; p += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)p);
        __m128i found = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
            _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask) return p + __builtin_ctz(mask);
    }
#else
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p > 0x1f) p++;
#endif
    return p;
}

/* Reads the string at whose quote the walk is, and goes behind it. */
static inline bool json_string(json *j, json_text *text) {
    char *p = j->p + 1;
    text->start = p;
    text->has_escapes = false;
    for (;;) {
        p = json_special(p, j->end);
        if (p >= j->end) return false;
        if (*p == '"') break;
        if (*p != '\\') return false;
        text->has_escapes = true;
        p += 2;
    }
    text->length = (size_t)(p - text->start);
    j->p = p + 1;
    return true;
}

/* Replaces the escapes in a text, which becomes shorter. A lone surrogate becomes U+FFFD. */
bool json_unescape(json_text *text);

/* Goes behind the value at which the walk is, whatever it is. */
bool json_skip(json *j);

/* Whether a text is this literal. */
#define json_is(text, literal) \
    ((text).length == sizeof(literal) - 1 && memcmp((text).start, literal, sizeof(literal) - 1) == 0)

#endif

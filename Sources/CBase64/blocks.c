/* SPDX-License-Identifier: Apache-2.0 */
#include "blocks.h"

#include "cbase64.h"

#ifdef CB64_X86
#include <immintrin.h>

/* A character's high nibble puts it in one of five classes, a bit each; which low nibbles are no digit differs
   from class to class. A character is bad if its class's bit is set for its low nibble. */
enum {
    SIGNS = 1,   /* 2x: only '+' and '/' */
    NUMBERS = 2, /* 3x: 0 to 9 */
    FRONT = 4,   /* 4x, 6x: all but the first, A to O and a to o */
    BACK = 8,    /* 5x, 7x: 0 to a, P to Z and p to z */
    NEVER = 16,  /* everything else */
};

#define CLASSES \
    NEVER, NEVER, SIGNS, NUMBERS, FRONT, BACK, FRONT, BACK, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER

#define BAD \
    (NEVER | SIGNS | FRONT), (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS), \
        (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS), (NEVER | SIGNS | NUMBERS), \
        (NEVER | NUMBERS | BACK), (NEVER | SIGNS | NUMBERS | BACK), (NEVER | SIGNS | NUMBERS | BACK), \
        (NEVER | SIGNS | NUMBERS | BACK), (NEVER | NUMBERS | BACK)

/* What to add to a character to get its six bits, by high nibble; 1 stands for '/', 2 for '+'. */
#define SHIFTS \
    0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0

/* Three bytes of each 32-bit word, highest first. */
#define PACKED 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1

__attribute__((target("ssse3"))) size_t cb64_blocks_ssse3(const char *text, size_t length, char *out) {
    const __m128i classes = _mm_setr_epi8(CLASSES), bad = _mm_setr_epi8(BAD), shifts = _mm_setr_epi8(SHIFTS);
    const __m128i packed = _mm_setr_epi8(PACKED), nibble = _mm_set1_epi8(15), slash = _mm_set1_epi8('/');
    size_t done = 0;
    /* 24 characters are at least 16 bytes, which is what a store takes, padding or not. */
    for (; length - done >= 24; done += 16, out += 12) {
        __m128i characters = _mm_loadu_si128((const __m128i *)(text + done));
        __m128i high = _mm_and_si128(_mm_srli_epi32(characters, 4), nibble);
        __m128i wrong = _mm_and_si128(
            _mm_shuffle_epi8(classes, high), _mm_shuffle_epi8(bad, _mm_and_si128(characters, nibble)));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) != 0xffff) return CB64_INVALID;
        /* Equal is -1: '/' takes the entry before that of '+'. */
        __m128i shift = _mm_shuffle_epi8(shifts, _mm_add_epi8(high, _mm_cmpeq_epi8(characters, slash)));
        __m128i digits = _mm_add_epi8(characters, shift);
        __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x0140)); /* 12 bits: first * 64 + second */
        __m128i words = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000)); /* 24 bits: first * 4096 + second */
        _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(words, packed));
    }
    return done;
}

__attribute__((target("avx2"))) size_t cb64_blocks_avx2(const char *text, size_t length, char *out) {
    const __m256i classes = _mm256_setr_epi8(CLASSES, CLASSES), bad = _mm256_setr_epi8(BAD, BAD);
    const __m256i shifts = _mm256_setr_epi8(SHIFTS, SHIFTS), packed = _mm256_setr_epi8(PACKED, PACKED);
    const __m256i nibble = _mm256_set1_epi8(15), slash = _mm256_set1_epi8('/');
    const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    size_t done = 0;
    /* 48 characters are at least 34 bytes; a store takes 32. */
    for (; length - done >= 48; done += 32, out += 24) {
        __m256i characters = _mm256_loadu_si256((const __m256i *)(text + done));
        __m256i high = _mm256_and_si256(_mm256_srli_epi32(characters, 4), nibble);
        __m256i wrong_low = _mm256_shuffle_epi8(bad, _mm256_and_si256(characters, nibble));
        if (!_mm256_testz_si256(_mm256_shuffle_epi8(classes, high), wrong_low)) return CB64_INVALID;
        __m256i shift = _mm256_shuffle_epi8(shifts, _mm256_add_epi8(high, _mm256_cmpeq_epi8(characters, slash)));
        __m256i digits = _mm256_add_epi8(characters, shift);
        __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x0140));
        __m256i words = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(words, packed), together);
        _mm256_storeu_si256((__m256i *)out, bytes);
    }
    return done;
}
#endif

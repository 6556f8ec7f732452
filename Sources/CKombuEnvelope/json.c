/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

/* Values within values; kombu's have three levels. */
#define DEEPEST 256

/* Four hexadecimal digits, or more than 0xffff if they are not. */
static uint32_t hex4(const char *p) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)p[i], letter = (c | 32) - 'a';
        uint32_t digit = c - '0' <= 9 ? c - '0' : letter <= 5 ? letter + 10 : 0x10000;
        value = value << 4 | digit;
        if (digit > 15) return 0x10000;
    }
    return value;
}

static char *write_utf8(uint32_t code, char *to) {
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
        *to++ = (char)(0x80 | (code & 63));
    } else {
        if (code < 0x10000) {
            *to++ = (char)(0xe0 | code >> 12);
        } else {
            *to++ = (char)(0xf0 | code >> 18);
            *to++ = (char)(0x80 | (code >> 12 & 63));
        }
        *to++ = (char)(0x80 | (code >> 6 & 63));
        *to++ = (char)(0x80 | (code & 63));
    }
    return to;
}

/* Reads the \u at `p`, and the one behind it if they are a pair; returns what follows, or null. */
static const char *read_unicode(const char *p, const char *end, uint32_t *code) {
    if (end - p < 6) return NULL;
    *code = hex4(p + 2);
    if (*code > 0xffff) return NULL;
    p += 6;
    if (*code >> 11 != 0xd800 >> 11) return p;
    if (*code < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
        uint32_t second = hex4(p + 2);
        if (second >> 10 == 0xdc00 >> 10) {
            *code = 0x10000 + ((*code & 0x3ff) << 10) + (second & 0x3ff);
            return p + 6;
        }
    }
    *code = 0xfffd;
    return p;
}

bool json_unescape(json_text *text) {
    const char *p = text->start, *end = p + text->length;
    char *to = text->start;
    while (p < end) {
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        if (end - p < 2) return false;
        uint32_t code;
        switch (p[1]) {
        case '"': case '\\': case '/': *to++ = p[1]; break;
        case 'b': *to++ = '\b'; break;
        case 'f': *to++ = '\f'; break;
        case 'n': *to++ = '\n'; break;
        case 'r': *to++ = '\r'; break;
        case 't': *to++ = '\t'; break;
        case 'u':
            p = read_unicode(p, end, &code);
            if (!p) return false;
            to = write_utf8(code, to);
            continue;
        default: return false;
        }
        p += 2;
    }
    text->length = (size_t)(to - text->start);
    text->has_escapes = false;
    return true;
}

/* Numbers, true, false, null, and what Python writes besides: NaN, Infinity, -Infinity. */
static bool skip_word(json *j) {
    static const char *const words[] = {"true", "false", "null", "NaN", "Infinity", "-Infinity"};
    size_t left = (size_t)(j->end - j->p);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (left >= length && memcmp(j->p, words[i], length) == 0) {
            j->p += length;
            return true;
        }
    }
    char *start = j->p;
    if (json_peek(j) == '-') j->p++;
    if (json_peek(j) < '0' || json_peek(j) > '9') return false;
    while (j->p < j->end && ((*j->p >= '0' && *j->p <= '9') || memchr("+-.eE", *j->p, 5))) j->p++;
    return j->p > start;
}

static bool skip_key(json *j) {
    json_text key;
    json_space(j);
    if (json_peek(j) != '"' || !json_string(j, &key)) return false;
    json_space(j);
    if (json_peek(j) != ':') return false;
    j->p++;
    return true;
}

bool json_skip(json *j) {
    char closing[DEEPEST];
    int depth = 0;
    for (;;) {
        json_space(j);
        char c = json_peek(j);
        if (c == '{' || c == '[') {
            if (depth == DEEPEST) return false;
            closing[depth] = c == '{' ? '}' : ']';
            j->p++;
            json_space(j);
            if (json_peek(j) != closing[depth]) {
                if (c == '{' && !skip_key(j)) return false;
                depth++;
                continue;
            }
            j->p++;
        } else if (c == '"') {
            json_text text;
            if (!json_string(j, &text)) return false;
        } else if (!skip_word(j)) {
            return false;
        }
        /* Behind a value: everything that ends here, or the next value. */
        for (;;) {
            if (depth == 0) return true;
            json_space(j);
            c = json_peek(j);
            j->p++;
            if (c == ',') break;
            if (c != closing[depth - 1]) return false;
            depth--;
        }
        if (closing[depth - 1] == '}' && !skip_key(j)) return false;
    }
}

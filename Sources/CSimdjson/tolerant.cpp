// SPDX-License-Identifier: Apache-2.0
// The slow path: what Python's json.loads takes and simdjson refuses. NaN, Infinity and -Infinity are
// numbers; a lone surrogate becomes U+FFFD; integers may have any length; 1e400 is infinite.
#include "decoder.h"
#include "fields.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace {

// Python gives up at its recursion limit; so do we.
constexpr int depth_limit = 900;

// Walks JSON text. Every method leaves the cursor behind what it read, or fails.
struct Reader {
    const char *p, *end;
    const char *why = nullptr;

    bool fail(const char *reason) {
        if (!why) why = reason;
        return false;
    }
    void space() {
        while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    }
    bool take(char c) {
        space();
        if (p < end && *p == c) {
            p++;
            return true;
        }
        return false;
    }
    bool word(const char *text) {
        size_t n = strlen(text);
        if (size_t(end - p) < n || memcmp(p, text, n) != 0) return false;
        p += n;
        return true;
    }

    bool hex4(unsigned &out) {
        if (end - p < 4) return fail("a \\u escape is cut off");
        out = 0;
        for (int i = 0; i < 4; i++) {
            unsigned c = static_cast<unsigned char>(*p++), digit;
            if (c >= '0' && c <= '9') digit = c - '0';
            else if ((c | 32) >= 'a' && (c | 32) <= 'f') digit = (c | 32) - 'a' + 10;
            else return fail("a \\u escape has a digit that is none");
            out = out << 4 | digit;
        }
        return true;
    }

    static char *utf8(unsigned c, char *out) {
        if (c < 0x80) {
            *out++ = char(c);
        } else if (c < 0x800) {
            *out++ = char(0xc0 | c >> 6), *out++ = char(0x80 | (c & 63));
        } else if (c < 0x10000) {
            *out++ = char(0xe0 | c >> 12), *out++ = char(0x80 | (c >> 6 & 63)), *out++ = char(0x80 | (c & 63));
        } else {
            *out++ = char(0xf0 | c >> 18), *out++ = char(0x80 | (c >> 12 & 63));
            *out++ = char(0x80 | (c >> 6 & 63)), *out++ = char(0x80 | (c & 63));
        }
        return out;
    }

    // A string behind its opening quote, unescaped into `out` (never longer than the JSON).
    bool string(char *&out) {
        while (true) {
            if (p >= end) return fail("a string is cut off");
            unsigned char c = static_cast<unsigned char>(*p);
            if (c == '"') {
                p++;
                return true;
            }
            if (c < 0x20) return fail("a control character stands in a string");
            if (c != '\\') {
                *out++ = *p++;
                continue;
            }
            if (++p >= end) return fail("a string is cut off");
            switch (*p++) {
            case '"': *out++ = '"'; break;
            case '\\': *out++ = '\\'; break;
            case '/': *out++ = '/'; break;
            case 'b': *out++ = '\b'; break;
            case 'f': *out++ = '\f'; break;
            case 'n': *out++ = '\n'; break;
            case 'r': *out++ = '\r'; break;
            case 't': *out++ = '\t'; break;
            case 'u': {
                unsigned c1, c2;
                if (!hex4(c1)) return false;
                if (c1 >= 0xd800 && c1 < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
                    const char *second = p;
                    p += 2;
                    if (!hex4(c2)) return false;
                    if (c2 >= 0xdc00 && c2 < 0xe000) {
                        out = utf8(0x10000 + ((c1 - 0xd800) << 10) + (c2 - 0xdc00), out);
                        break;
                    }
                    p = second;
                }
                out = utf8(c1 >= 0xd800 && c1 < 0xe000 ? 0xfffd : c1, out);
                break;
            }
            default: return fail("a backslash stands before a character that needs none");
            }
        }
    }

    // A number; *integral tells whether it has neither fraction nor exponent.
    bool number(bool &integral) {
        integral = true;
        if (p < end && *p == '-') p++;
        if (p >= end || *p < '0' || *p > '9') return fail("a value is missing or not JSON");
        if (*p == '0') p++;
        else while (p < end && *p >= '0' && *p <= '9') p++;
        if (end - p > 1 && *p == '.' && p[1] >= '0' && p[1] <= '9') {
            integral = false;
            p++;
            while (p < end && *p >= '0' && *p <= '9') p++;
        }
        if (p < end && (*p == 'e' || *p == 'E')) {
            const char *q = p + 1;
            if (q < end && (*q == '+' || *q == '-')) q++;
            if (q < end && *q >= '0' && *q <= '9') {
                integral = false;
                while (q < end && *q >= '0' && *q <= '9') q++;
                p = q;
            }
        }
        return true;
    }

    // Copies a value as strict JSON: what JSON has no word for (NaN, Infinity) becomes null, a lone
    // surrogate \ufffd.
    bool copy(char *&out, int depth) {
        if (depth > depth_limit) return fail("it is nested more than 900 deep");
        space();
        if (p >= end) return fail("it is cut off");
        char c = *p;
        if (c == '"') return copy_string(out);
        if (c == '[' || c == '{') {
            bool object = c == '{';
            char close = object ? '}' : ']';
            p++, *out++ = c;
            if (take(close)) {
                *out++ = close;
                return true;
            }
            while (true) {
                if (object) {
                    space();
                    if (p >= end || *p != '"') return fail("an object's key is missing");
                    if (!copy_string(out)) return false;
                    if (!take(':')) return fail("a colon is missing");
                    *out++ = ':';
                }
                if (!copy(out, depth + 1)) return false;
                if (take(close)) {
                    *out++ = close;
                    return true;
                }
                if (!take(',')) return fail("a comma or a closing bracket is missing");
                *out++ = ',';
                // Python's output has a blank here; keeping it keeps raw JSON recognisable.
                if (p < end && *p == ' ') *out++ = ' ';
            }
        }
        const char *start = p;
        if (word("true") || word("false") || word("null")) {
            memcpy(out, start, size_t(p - start)), out += p - start;
            return true;
        }
        if (word("NaN") || word("Infinity") || word("-Infinity")) {
            // "NaN" is one byte shorter than null, but a comma or a bracket follows, which costs no less.
            memcpy(out, "null", 4), out += 4;
            return true;
        }
        bool integral;
        if (!number(integral)) return false;
        memcpy(out, start, size_t(p - start)), out += p - start;
        return true;
    }

    bool copy_string(char *&out) {
        const char *start = p++;
        char *to = out;
        char *scratch = out; // unescaping only checks here; the JSON itself is what is kept
        if (!string(scratch)) return false;
        for (const char *q = start; q < p; q++) *to++ = *q;
        // Lone surrogates inside raw JSON are put right in place: the escape keeps its six bytes.
        for (char *q = out; q + 5 < to; q++) {
            if (*q != '\\') continue;
            if (q[1] != 'u') {
                q++;
                continue;
            }
            unsigned c1 = unsigned(strtoul(std::string(q + 2, 4).c_str(), nullptr, 16));
            if (c1 >= 0xd800 && c1 < 0xdc00 && q + 11 < to && q[6] == '\\' && q[7] == 'u') {
                unsigned c2 = unsigned(strtoul(std::string(q + 8, 4).c_str(), nullptr, 16));
                if (c2 >= 0xdc00 && c2 < 0xe000) {
                    q += 11;
                    continue;
                }
            }
            if (c1 >= 0xd800 && c1 < 0xe000) memcpy(q + 2, "fffd", 4);
            q += 5;
        }
        out = to;
        return true;
    }
};

bool valid_utf8(const char *bytes, size_t length) { return simdjson::validate_utf8(bytes, length); }

struct Tolerant {
    csj_decoder &d;
    Reader r;

    bool text(csj_value &v) {
        char *start = d.arena.top(), *out = start;
        r.p++;
        if (!r.string(out)) return false;
        *out = 0;
        v.text = start, v.length = uint32_t(out - start), v.kind = CSJ_STRING;
        d.arena.advance(size_t(out - start) + 1);
        return true;
    }

    bool value(csj_value &v) {
        r.space();
        if (r.p >= r.end) return r.fail("it is cut off");
        v.length = 0;
        const char *start = r.p;
        if (*start == '"') return text(v);
        if (*start == '[' || *start == '{') {
            char *to = d.arena.top(), *out = to;
            if (!r.copy(out, 1)) return false;
            *out = 0;
            v.text = to, v.length = uint32_t(out - to), v.kind = CSJ_JSON;
            d.arena.advance(size_t(out - to) + 1);
            return true;
        }
        if (r.word("true")) return v.kind = CSJ_BOOL, v.integer = 1, true;
        if (r.word("false")) return v.kind = CSJ_BOOL, v.integer = 0, true;
        if (r.word("null")) return v.kind = CSJ_NULL, true;
        double special = r.word("NaN") ? std::nan("") : r.word("Infinity") ? INFINITY : r.word("-Infinity") ? -INFINITY : 0;
        if (r.p != start) return v.kind = CSJ_DOUBLE, v.number = special, true;
        bool integral;
        if (!r.number(integral)) return false;
        size_t n = size_t(r.p - start);
        if (!integral || n < 19) {
            std::string token(start, n);
            if (integral) v.kind = CSJ_INT, v.integer = strtoll(token.c_str(), nullptr, 10);
            else v.kind = CSJ_DOUBLE, v.number = simple_strtod(token);
            return true;
        }
        errno = 0;
        std::string token(start, n);
        long long integer = strtoll(token.c_str(), nullptr, 10);
        if (errno == 0) return v.kind = CSJ_INT, v.integer = integer, true;
        char *to = d.arena.top();
        memcpy(to, start, n), to[n] = 0;
        v.text = to, v.length = uint32_t(n), v.kind = CSJ_JSON;
        d.arena.advance(n + 1);
        return true;
    }

    // The C locale's point, whatever the program's locale is.
    static double simple_strtod(const std::string &token) {
        static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", locale_t(0));
        return strtod_l(token.c_str(), nullptr, c_locale);
    }

    bool event() {
        csj_event &e = d.begin_event();
        r.p++;
        if (r.take('}')) return d.end_event(e), true;
        while (true) {
            r.space();
            if (r.p >= r.end || *r.p != '"') return r.fail("an object's key is missing");
            csj_value key{}, v{};
            if (!text(key)) return false;
            if (!r.take(':')) return r.fail("a colon is missing");
            if (!value(v)) return false;
            d.set(e, fields::find(key.text, key.length), key.text, key.length, v);
            if (r.take('}')) return d.end_event(e), true;
            if (!r.take(',')) return r.fail("a comma or a closing brace is missing");
        }
    }

    int body() {
        r.space();
        if (r.p >= r.end) return r.fail("it is empty"), CSJ_UNDECODABLE;
        if (*r.p == '{') return event() ? CSJ_OK : CSJ_UNDECODABLE;
        if (*r.p == '[') {
            r.p++;
            if (r.take(']')) return CSJ_OK;
            while (true) {
                r.space();
                if (r.p < r.end && *r.p != '{') return other();
                if (!event()) return CSJ_UNDECODABLE;
                if (r.take(']')) return CSJ_OK;
                if (!r.take(',')) return r.fail("a comma or a closing bracket is missing"), CSJ_UNDECODABLE;
            }
        }
        return other();
    }

    int other() {
        csj_value v{};
        if (!value(v)) return CSJ_UNDECODABLE;
        r.fail("an event has to be a JSON object");
        return CSJ_NOT_AN_EVENT;
    }

    int line(double *received) {
        const char *body_at = nullptr;
        d.forget_labels();
        if (!r.take('{')) return r.fail("a line has to be a JSON object"), CSJ_UNDECODABLE;
        if (r.take('}')) return r.fail("it has no \"body\""), CSJ_NOT_AN_EVENT;
        while (true) {
            r.space();
            if (r.p >= r.end || *r.p != '"') return r.fail("an object's key is missing"), CSJ_UNDECODABLE;
            csj_value key{}, v{};
            if (!text(key)) return CSJ_UNDECODABLE;
            if (!r.take(':')) return r.fail("a colon is missing"), CSJ_UNDECODABLE;
            std::string name(key.text, key.length);
            r.space();
            if (name == "body" && r.p < r.end && *r.p == '"') {
                d.has_labels = true;
                if (!text(d.encoded.body)) return CSJ_UNDECODABLE;
                body_at = r.p;
            } else if (name == "body") {
                // Its events want the line's time, which may stand behind it: here it is only checked.
                d.encoded.body = {};
                body_at = r.p;
                char *scratch = d.arena.top();
                if (!r.copy(scratch, 0)) return CSJ_UNDECODABLE;
            } else {
                if (!value(v)) return CSJ_UNDECODABLE;
                d.note(key.text, key.length, v);
                if (name == "received" && v.kind == CSJ_INT) *received = d.received = double(v.integer);
                if (name == "received" && v.kind == CSJ_DOUBLE) *received = d.received = v.number;
            }
            if (r.take('}')) break;
            if (!r.take(',')) return r.fail("a comma or a closing brace is missing"), CSJ_UNDECODABLE;
        }
        if (!body_at) return r.fail("it has no \"body\""), CSJ_NOT_AN_EVENT;
        if (d.is_encoded()) return CSJ_ENCODED;
        if (d.encoded.body.kind == CSJ_STRING)
            return r.fail("its \"body\" is a text without \"body_encoding\": \"base64\""), CSJ_NOT_AN_EVENT;
        const char *end = r.p;
        r.p = body_at;
        if (int status = body()) return status;
        r.p = end;
        return CSJ_OK;
    }
};

} // namespace

int decode_tolerantly(csj_decoder &d, const char *bytes, size_t length, bool is_line, double *received) {
    Tolerant t{d, Reader{bytes, bytes + length}};
    // A tolerant parse may copy what the fast path had copied already.
    if (!d.arena.has_room(2 * length + 256)) {
        d.flush();
        d.arena.reset(2 * length + 256);
    }
    int status;
    if (!valid_utf8(bytes, length)) {
        t.r.p = bytes;
        t.r.fail("it is not UTF-8");
        d.error = t.r.why;
        return CSJ_UNDECODABLE;
    }
    status = is_line ? t.line(received) : t.body();
    if (status == CSJ_OK || status == CSJ_ENCODED) {
        t.r.space();
        if (t.r.p != t.r.end) t.r.fail("something stands behind its end"), status = CSJ_UNDECODABLE;
    }
    if (status != CSJ_OK && status != CSJ_ENCODED) {
        d.error = std::string(t.r.why ? t.r.why : "it is not JSON") + " (byte " + std::to_string(t.r.p - bytes + 1) + ")";
    }
    return status;
}

bool copy_checked_json(const char *&cursor, const char *end, char *&out) {
    Reader r{cursor, end};
    if (!r.copy(out, 1)) return false;
    cursor = r.p;
    return true;
}

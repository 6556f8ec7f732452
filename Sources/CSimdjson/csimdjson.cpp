// SPDX-License-Identifier: Apache-2.0
// The fast path: simdjson finds every message's structure (and checks its UTF-8 and its strings); what knows
// how events look walks over that. Whatever is unusual here is left to the tolerant parser.
#include "decoder.h"
#include "fields.h"
#include "number.h"
#include "text.h"

#include <cmath>
#include <cstring>

using namespace simdjson;

namespace {

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Walks over the structural characters that simdjson's first stage found: brackets, colons, commas, and where
// strings and other values begin. A method takes the place of what it reads and returns the one behind it; null
// means that the tolerant parser shall look at it.
struct FastPath {
    typedef const uint32_t *Place;

    csj_decoder &d;
    const char *const bytes;
    Place end = nullptr;

    const char *at(Place p) const { return bytes + *p; }

    // Finds the structure of the message; null if simdjson refuses it.
    Place structure(size_t length) {
        auto &stage = d.stage;
        if (!stage && get_active_implementation()->create_dom_parser_implementation(0, 1, stage)) return nullptr;
        if (stage->capacity() < length && stage->set_capacity(length + length / 2 + 4096)) return nullptr;
        if (stage->stage1(reinterpret_cast<const uint8_t *>(bytes), length, stage1_mode::regular)) return nullptr;
        Place first = stage->structural_indexes.get();
        end = first + stage->n_structural_indexes;
        return first;
    }

    // Where the token at `p` ends; something structural has to follow it.
    const char *token_end(Place p) const {
        const char *stop = at(p + 1);
        while (__builtin_expect(is_space(stop[-1]), 0)) stop--;
        return stop;
    }

    // The string at `p`: its closing quote is the last thing before what follows.
    inline __attribute__((always_inline)) Place text(Place p, csj_value &out) {
        const char *start = at(p) + 1, *stop = token_end(p) - 1;
        if (stop < start || *stop != '"') return nullptr;
        char *to = d.arena.top(), *top = text::unescape(start, stop, to);
        if (!top) return nullptr;
        *top = 0;
        finish(out, CSJ_STRING, to, top);
        return p + 1;
    }

    void finish(csj_value &out, uint8_t kind, char *text, char *top) {
        out.text = text;
        out.length = uint32_t(top - text);
        out.kind = kind;
        d.arena.advance(size_t(top - text) + 1);
    }

    // Behind the array or object at `p`; something structural has to follow it.
    Place skip(Place p) const {
        int depth = 0;
        do {
            char c = *at(p++);
            depth += (c == '[' || c == '{') - (c == ']' || c == '}');
        } while (depth > 0 && p < end);
        return depth > 0 || p == end ? nullptr : p;
    }

    // The array or object at `p`, as checked JSON.
    __attribute__((noinline)) Place nested(Place p, csj_value &out) {
        const char *start = at(p);
        p = skip(p);
        if (!p) return nullptr;
        char *to = d.arena.top(), *top = to;
        const char *stop = at(p - 1) + 1;
        if (!copy_checked_json(start, stop, top) || start != stop) return nullptr;
        *top = 0;
        finish(out, CSJ_JSON, to, top);
        return p;
    }

    Place word(Place p, const char *text, size_t count, csj_value &out, uint8_t kind, int64_t value) const {
        if (size_t(token_end(p) - at(p)) != count || memcmp(at(p), text, count) != 0) return nullptr;
        out.kind = kind;
        out.length = 0;
        out.integer = value;
        return p + 1;
    }

    // The value at `p`; something structural has to follow it, and then does still.
    inline __attribute__((always_inline)) Place value(Place p, csj_value &out) {
        switch (*at(p)) {
        case '"': return text(p, out);
        case '[':
        case '{': return nested(p, out);
        case 'n': return word(p, "null", 4, out, CSJ_NULL, 0);
        case 't': return word(p, "true", 4, out, CSJ_BOOL, 1);
        case 'f': return word(p, "false", 5, out, CSJ_BOOL, 0);
        default: return number::parse(at(p), token_end(p), out) ? p + 1 : nullptr;
        }
    }

    // Whether key, colon, value and what follows stand at `p`: none of them has to be asked for again.
    bool is_field(Place p) const { return end - p >= 4 && *at(p) == '"' && *at(p + 1) == ':'; }

    Place event(Place p) {
        csj_event &e = d.begin_event();
        if (end - p < 2 || *at(p) != '{') return nullptr;
        p++;
        if (*at(p) == '}') return d.end_event(e), p + 1;
        while (is_field(p)) {
            const char *key = at(p) + 1;
            unsigned field = fields::find(key, size_t(token_end(p) - 1 - key));
            if (field < CSJ_FIELD_COUNT) {
                p = value(p + 2, e.values[field]);
                e.present |= uint64_t(1) << field;
            } else {
                p = extra(p, e);
            }
            if (!p) return nullptr;
            char c = *at(p++);
            if (c == '}') return d.end_event(e), p;
            if (c != ',') return nullptr;
        }
        return nullptr;
    }

    // An attribute that is not known, or one whose name is written with escapes.
    __attribute__((noinline)) Place extra(Place p, csj_event &e) {
        csj_value name{}, out{};
        if (!text(p, name)) return nullptr;
        p = value(p + 2, out);
        if (p) d.set(e, fields::find(name.text, name.length), name.text, name.length, out);
        return p;
    }

    Place body(Place p) {
        if (!p || p == end) return nullptr;
        if (*at(p) == '{') return event(p);
        if (*at(p) != '[' || end - p < 2) return nullptr;
        p++;
        if (*at(p) == ']') return p + 1;
        while ((p = event(p)) && p < end) {
            char c = *at(p++);
            if (c == ']') return p;
            if (c != ',') return nullptr;
        }
        return nullptr;
    }

    bool whole_body(size_t length) {
        Place p = body(structure(length));
        return p && p == end;
    }

    __attribute__((noinline)) Place encoded_body(Place p) {
        d.has_labels = true;
        return text(p, d.encoded.body);
    }

    bool line(size_t length, double *received) {
        Place p = structure(length);
        if (!p || p == end || *at(p) != '{') return false;
        p++;
        // A long body's first events are handed over before its end: all that is said of them has to be known by
        // then. Where something stands behind the body, as in few recordings, the body is read last.
        Place delayed = nullptr, behind = nullptr;
        for (bool has_body = false, has_time = false; is_field(p);) {
            const char *key = at(p) + 1;
            size_t count = size_t(token_end(p) - 1 - key);
            p += 2;
            if (count == 4 && memcmp(key, "body", 4) == 0) {
                if (has_body) return false;
                has_body = true;
                if (__builtin_expect(*at(p) == '"', 0)) {
                    p = encoded_body(p);
                } else if (has_time && (*at(end - 2) == ']' || *at(end - 2) == '}')) {
                    p = body(p);
                } else {
                    delayed = p;
                    p = behind = skip(p);
                }
            } else {
                csj_value v{};
                p = value(p, v);
                if (p && count == 8 && memcmp(key, "received", 8) == 0) {
                    if (v.kind != CSJ_INT && v.kind != CSJ_DOUBLE) return false;
                    *received = d.received = v.kind == CSJ_INT ? double(v.integer) : v.number;
                    has_time = true;
                } else if (memchr(key, '\\', count)) {
                    return false;
                } else if (p && *key != 'r') {
                    d.note(key, count, v);
                }
            }
            if (!p || p == end) return false;
            char c = *at(p++);
            if (c == '}') {
                if (__builtin_expect(d.has_labels, 0) && d.encoded.body.kind == CSJ_STRING)
                    return p == end && d.is_encoded();
                return has_body && p == end && (!delayed || body(delayed) == behind);
            }
            if (c != ',') return false;
        }
        return false;
    }
};

// What the fast path did not take.
__attribute__((noinline)) int decode_otherwise(csj_decoder &d, const char *bytes, size_t length, bool is_line,
                                               double *received) {
    d.discard_message();
    if (d.message_was_split) {
        d.error = "broken after " + std::to_string(d.message_events) + " events";
        return CSJ_UNDECODABLE;
    }
    int status = decode_tolerantly(d, bytes, length, is_line, received);
    if (status == CSJ_OK || status == CSJ_ENCODED)
        d.tolerated++;
    else
        d.discard_message();
    return status;
}

} // namespace

int csj_decode_body(csj_decoder *d, const char *bytes, size_t length, double received, int is_backlog,
                    size_t *count) {
    d->begin_message(length, received, is_backlog);
    bool done = FastPath{*d, bytes}.whole_body(length);
    int status = done ? CSJ_OK : decode_otherwise(*d, bytes, length, false, &received);
    *count = d->message_events;
    d->end_message(received);
    return status;
}

int csj_decode_line(csj_decoder *d, const char *bytes, size_t length, double *received, size_t *count) {
    *received = std::nan("");
    d->begin_message(length, *received, false);
    if (d->has_labels) d->forget_labels();
    bool done = FastPath{*d, bytes}.line(length, received);
    int status = CSJ_OK;
    if (!done)
        status = decode_otherwise(*d, bytes, length, true, received);
    else if (d->has_labels && d->is_encoded())
        status = CSJ_ENCODED;
    *count = d->message_events;
    d->end_message(*received);
    return status;
}

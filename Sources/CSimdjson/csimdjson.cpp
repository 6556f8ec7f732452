// SPDX-License-Identifier: Apache-2.0
// The fast path: simdjson's on-demand parser.
#include "decoder.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace simdjson;

namespace {

// Where a key's closing quote stands. Keys are short; simdjson has checked that the quote is there.
inline size_t key_length(const char *key, bool &escaped) {
    size_t n = 0;
    while (key[n] != '"') {
        if (key[n] == '\\') {
            escaped = true;
            n++;
        }
        n++;
    }
    return n;
}

inline std::string_view trimmed(std::string_view token) {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' || token.back() == '\r'))
        token.remove_suffix(1);
    return token;
}

// 123 or -123, up to 18 digits, no leading zero.
inline bool plain_integer(std::string_view t, int64_t &out) {
    size_t i = !t.empty() && t[0] == '-';
    size_t digits = t.size() - i;
    if (digits == 0 || digits > 18 || (t[i] == '0' && digits > 1)) return false;
    int64_t v = 0;
    for (; i < t.size(); i++) {
        unsigned d = unsigned(t[i]) - '0';
        if (d > 9) return false;
        v = v * 10 + int64_t(d);
    }
    out = t[0] == '-' ? -v : v;
    return true;
}

// Debian's simdjson reads `0.` with more than 20 significant digits wrongly: long tokens are read here.
bool long_double_token(std::string_view t, double &out) {
    size_t i = t[0] == '-';
    auto digits = [&] {
        size_t start = i;
        while (i < t.size() && unsigned(t[i]) - '0' <= 9) i++;
        return i - start;
    };
    size_t first = i, integral = digits();
    if (integral == 0 || (integral > 1 && t[first] == '0') || i == t.size() || t[i] != '.') return false;
    i++;
    if (digits() == 0) return false;
    if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
        i++;
        if (i < t.size() && (t[i] == '+' || t[i] == '-')) i++;
        if (digits() == 0) return false;
    }
    if (i != t.size()) return false;
    auto result = std::from_chars(t.data(), t.data() + t.size(), out);
    return result.ec == std::errc();
}

struct FastPath {
    csj_decoder &d;

    error_code text(ondemand::raw_json_string raw, csj_value &out) {
        auto *start = reinterpret_cast<uint8_t *>(d.arena.top());
        uint8_t *dst = start;
        std::string_view view;
        if (auto e = d.parser.unescape(raw, dst).get(view)) return e;
        start[view.size()] = 0;
        d.arena.advance(view.size() + 1);
        out.text = reinterpret_cast<const char *>(start);
        out.length = uint32_t(view.size());
        out.kind = CSJ_STRING;
        return SUCCESS;
    }

    error_code number(ondemand::value &v, csj_value &out) {
        std::string_view token = trimmed(v.raw_json_token());
        if (plain_integer(token, out.integer)) {
            out.kind = CSJ_INT;
            out.length = 0;
            return SUCCESS;
        }
        // An integer of more than 18 digits is not to become a double: it goes the tolerant way.
        if (token.find_first_of(".eE") == token.npos) return NUMBER_ERROR;
        double value;
        if (token.size() <= 20) {
            if (auto e = v.get_double().get(value)) return e;
        } else if (!long_double_token(token, value)) {
            // Integers beyond 64 bits, 1e400 and what is no number at all go the tolerant way.
            return NUMBER_ERROR;
        }
        out.kind = CSJ_DOUBLE;
        out.length = 0;
        out.number = value;
        return SUCCESS;
    }

    error_code value(ondemand::value &v, csj_value &out) {
        ondemand::json_type type;
        if (auto e = v.type().get(type)) return e;
        switch (type) {
        case ondemand::json_type::string: {
            ondemand::raw_json_string raw;
            if (auto e = v.get_raw_json_string().get(raw)) return e;
            return text(raw, out);
        }
        case ondemand::json_type::number: return number(v, out);
        case ondemand::json_type::boolean: {
            bool b;
            if (auto e = v.get_bool().get(b)) return e;
            out.kind = CSJ_BOOL;
            out.length = 0;
            out.integer = b;
            return SUCCESS;
        }
        case ondemand::json_type::null: {
            bool is_null;
            if (auto e = v.is_null().get(is_null)) return e;
            if (!is_null) return N_ATOM_ERROR;
            out.kind = CSJ_NULL;
            out.length = 0;
            return SUCCESS;
        }
        default: {
            std::string_view raw;
            if (type == ondemand::json_type::array) {
                ondemand::array a;
                if (auto e = v.get_array().get(a)) return e;
                if (auto e = a.raw_json().get(raw)) return e;
            } else {
                ondemand::object o;
                if (auto e = v.get_object().get(o)) return e;
                if (auto e = o.raw_json().get(raw)) return e;
            }
            raw = trimmed(raw);
            // On-demand skips without looking: what is kept as raw JSON has to be checked here.
            char *start = d.arena.top(), *dst = start;
            const char *cursor = raw.data();
            if (!copy_checked_json(cursor, raw.data() + raw.size(), dst) || cursor != raw.data() + raw.size())
                return TAPE_ERROR;
            *dst = 0;
            out.text = start;
            out.length = uint32_t(dst - start);
            out.kind = CSJ_JSON;
            d.arena.advance(size_t(dst - start) + 1);
            return SUCCESS;
        }
        }
    }

    error_code event(ondemand::object object) {
        csj_event &e = d.begin_event();
        for (auto result : object) {
            ondemand::field f;
            if (auto err = std::move(result).get(f)) return err;
            const char *key = f.key().raw();
            bool escaped = false;
            size_t n = key_length(key, escaped);
            unsigned field = CSJ_FIELD_COUNT;
            csj_value name{};
            if (escaped) {
                if (auto err = text(f.key(), name)) return err;
                key = name.text, n = name.length;
            }
            field = csj_decoder::field(key, n);
            if (field == CSJ_FIELD_COUNT && !escaped) {
                // The key's bytes go with the message; the batch may live longer. (Also checks its UTF-8 …)
                if (auto err = text(f.key(), name)) return err;
                key = name.text, n = name.length;
            }
            ondemand::value v = f.value();
            if (field < CSJ_FIELD_COUNT) {
                if (auto err = value(v, e.values[field])) return err;
                e.present |= uint64_t(1) << field;
            } else {
                csj_value out{};
                if (auto err = value(v, out)) return err;
                d.set(e, CSJ_FIELD_COUNT, key, n, out);
            }
        }
        d.end_event(e);
        return SUCCESS;
    }

    template <typename V> error_code body(V &v, bool &is_event) {
        ondemand::json_type type;
        if (auto e = v.type().get(type)) return e;
        if (type == ondemand::json_type::object) {
            ondemand::object o;
            if (auto e = v.get_object().get(o)) return e;
            return event(o);
        }
        if (type != ondemand::json_type::array) {
            is_event = false;
            return INCORRECT_TYPE;
        }
        ondemand::array a;
        if (auto e = v.get_array().get(a)) return e;
        for (auto element : a) {
            ondemand::value item;
            if (auto e = element.get(item)) return e;
            ondemand::object o;
            if (auto e = item.get_object().get(o)) return e;
            if (auto e = event(o)) return e;
        }
        return SUCCESS;
    }

    error_code whole_body(const char *bytes, size_t length) {
        ondemand::document doc;
        if (auto e = d.parser.iterate(bytes, length, length + SIMDJSON_PADDING).get(doc)) return e;
        bool is_event = true;
        if (auto e = body(doc, is_event)) return e;
        return doc.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
    }

    error_code line(const char *bytes, size_t length, double *received) {
        ondemand::document doc;
        if (auto e = d.parser.iterate(bytes, length, length + SIMDJSON_PADDING).get(doc)) return e;
        ondemand::object object;
        if (auto e = doc.get_object().get(object)) return e;
        // A long body's first events are handed over before its end: the time has to be known by then. In most
        // recordings it is the first key, so that this costs nothing.
        ondemand::value time;
        if (!object.find_field_unordered("received").get(time)) {
            csj_value v{};
            ondemand::json_type type;
            if (auto e = time.type().get(type)) return e;
            if (type != ondemand::json_type::number) return INCORRECT_TYPE;
            if (auto e = number(time, v)) return e;
            *received = v.kind == CSJ_INT ? double(v.integer) : v.number;
            d.received = *received;
        }
        if (auto e = object.reset().error()) return e;
        bool has_body = false;
        for (auto result : object) {
            ondemand::field f;
            if (auto e = std::move(result).get(f)) return e;
            if (f.key() == "body") {
                if (has_body) return TAPE_ERROR;
                has_body = true;
                ondemand::value value = f.value();
                bool is_event = true;
                if (auto e = body(value, is_event)) return e;
            }
        }
        if (!has_body) return NO_SUCH_FIELD;
        return doc.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
    }
};

int finish(csj_decoder &d, error_code fast, const char *bytes, size_t length, bool is_line, double *received) {
    if (fast == SUCCESS) return CSJ_OK;
    if (d.message_was_split) {
        d.error = std::string("broken after ") + std::to_string(d.message_events) + " events: " + error_message(fast);
        return CSJ_UNDECODABLE;
    }
    d.discard_message();
    int status = decode_tolerantly(d, bytes, length, is_line, received);
    if (status == CSJ_OK)
        d.tolerated++;
    else
        d.discard_message();
    return status;
}

} // namespace

int csj_decode_body(csj_decoder *d, const char *bytes, size_t length, double received, size_t *count) {
    d->begin_message(length, received);
    int status = finish(*d, FastPath{*d}.whole_body(bytes, length), bytes, length, false, &received);
    *count = d->message_events;
    d->end_message(received);
    return status;
}

int csj_decode_line(csj_decoder *d, const char *bytes, size_t length, double *received, size_t *count) {
    *received = std::nan("");
    d->begin_message(length, *received);
    int status = finish(*d, FastPath{*d}.line(bytes, length, received), bytes, length, true, received);
    *count = d->message_events;
    d->end_message(*received);
    return status;
}

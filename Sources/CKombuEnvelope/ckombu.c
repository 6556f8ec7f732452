/* SPDX-License-Identifier: Apache-2.0 */
#include "ckombu.h"

#include "cbase64.h"
#include "json.h"

/* How the body is put into the envelope. */
typedef enum encoding { ENCODING_UNSAID, ENCODING_BASE64, ENCODING_TEXT, ENCODING_UNKNOWN } encoding;

/* What is gathered on the way. */
typedef struct envelope {
    char *start;
    json_text body;
    encoding encoding;
    ckombu_message *message;
} envelope;

/* Reads one member of an object, at whose value the walk is. */
typedef bool read_member(json *j, json_text key, envelope *e);

/* Walks through an object; anything else is passed over. */
static bool read_object(json *j, read_member *member, envelope *e) {
    json_space(j);
    if (json_peek(j) != '{') return json_skip(j);
    j->p++;
    json_space(j);
    if (json_peek(j) == '}') {
        j->p++;
        return true;
    }
    for (;;) {
        json_text key;
        json_space(j);
        if (json_peek(j) != '"' || !json_string(j, &key)) return false;
        if (key.has_escapes && !json_unescape(&key)) return false;
        json_space(j);
        if (json_peek(j) != ':') return false;
        j->p++;
        if (!member(j, key, e)) return false;
        json_space(j);
        char c = json_peek(j);
        j->p++;
        if (c == '}') return true;
        if (c != ',') return false;
    }
}

/* Reads a label; of the same key twice the last one counts, as in Python. */
static bool read_part(json *j, const envelope *e, ckombu_part *part) {
    *part = (ckombu_part){0, 0};
    json_space(j);
    if (json_peek(j) != '"') return json_skip(j);
    json_text text;
    if (!json_string(j, &text) || (text.has_escapes && !json_unescape(&text))) return false;
    *part = (ckombu_part){(size_t)(text.start - e->start), text.length};
    return true;
}

static bool read_header(json *j, json_text key, envelope *e) {
    if (json_is(key, "hostname")) return read_part(j, e, &e->message->sender);
    if (json_is(key, "compression")) return read_part(j, e, &e->message->compression);
    if (json_is(key, "ticket")) return read_part(j, e, &e->message->ticket);
    return json_skip(j);
}

static bool read_delivery_info(json *j, json_text key, envelope *e) {
    if (json_is(key, "routing_key")) return read_part(j, e, &e->message->routing_key);
    return json_skip(j);
}

/* kombu takes every spelling of utf-8, and nothing, for "the body is text". */
static encoding encoding_of(const char *name, size_t length) {
    static const char lowercase[] = "utf-8";
    if (length == 6 && memcmp(name, "base64", 6) == 0) return ENCODING_BASE64;
    if (length == 0) return ENCODING_TEXT;
    if (length != sizeof lowercase - 1) return ENCODING_UNKNOWN;
    for (size_t i = 0; i < length; i++) {
        char c = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 32) : name[i];
        if (c != lowercase[i]) return ENCODING_UNKNOWN;
    }
    return ENCODING_TEXT;
}

static bool read_property(json *j, json_text key, envelope *e) {
    if (json_is(key, "delivery_info")) return read_object(j, read_delivery_info, e);
    if (json_is(key, "body_encoding")) {
        ckombu_part name;
        if (!read_part(j, e, &name)) return false;
        e->encoding = encoding_of(e->start + name.offset, name.length);
        return true;
    }
    return json_skip(j);
}

static bool read_envelope(json *j, json_text key, envelope *e) {
    if (json_is(key, "body")) {
        e->body = (json_text){0};
        json_space(j);
        return json_peek(j) == '"' ? json_string(j, &e->body) : json_skip(j);
    }
    if (json_is(key, "content-type")) return read_part(j, e, &e->message->content_type);
    if (json_is(key, "headers")) return read_object(j, read_header, e);
    if (json_is(key, "properties")) return read_object(j, read_property, e);
    return json_skip(j);
}

ckombu_result ckombu_open(char *text, size_t length, size_t limit, ckombu_message *message) {
    json j = {text, text + length};
    envelope e = {.start = text, .message = message};
    memset(message, 0, sizeof *message);
    json_space(&j);
    if (json_peek(&j) != '{' || !read_object(&j, read_envelope, &e)) return CKOMBU_NOT_JSON;
    json_space(&j);
    if (j.p != j.end) return CKOMBU_NOT_JSON;

    if (e.body.has_escapes && !json_unescape(&e.body)) return CKOMBU_NOT_JSON;
    if (e.body.length == 0) return CKOMBU_NO_BODY;
    if (e.encoding == ENCODING_UNKNOWN) return CKOMBU_UNKNOWN_ENCODING;
    /* Who does not say it, and begins like JSON, means text: neither brace nor bracket is base64. */
    if (e.encoding == ENCODING_UNSAID && (e.body.start[0] == '{' || e.body.start[0] == '['))
        e.encoding = ENCODING_TEXT;
    size_t bytes = e.body.length;
    if (e.encoding != ENCODING_TEXT) {
        if (bytes / 4 > limit / 3 + 1) return CKOMBU_TOO_LONG;
        bytes = cb64_decode(e.body.start, e.body.length, e.body.start);
        if (bytes == CB64_INVALID) return CKOMBU_NOT_BASE64;
    }
    if (bytes > limit) return CKOMBU_TOO_LONG;
    message->body = (ckombu_part){(size_t)(e.body.start - text), bytes};
    return CKOMBU_OK;
}

ckombu_member ckombu_next_member(char *text, size_t length, size_t *position, ckombu_part *key, ckombu_part *value) {
    json j = {text + *position, text + length};
    bool is_first = *position == 0;
    json_space(&j);
    if (is_first) {
        if (json_peek(&j) != '{') return CKOMBU_NO_OBJECT;
        j.p++;
        json_space(&j);
    }
    if (json_peek(&j) == '}') {
        j.p++;
        json_space(&j);
        return j.p == j.end ? CKOMBU_OBJECT_END : CKOMBU_NO_OBJECT;
    }
    if (!is_first) {
        if (json_peek(&j) != ',') return CKOMBU_NO_OBJECT;
        j.p++;
        json_space(&j);
    }
    json_text name;
    if (json_peek(&j) != '"' || !json_string(&j, &name)) return CKOMBU_NO_OBJECT;
    if (name.has_escapes && !json_unescape(&name)) return CKOMBU_NO_OBJECT;
    json_space(&j);
    if (json_peek(&j) != ':') return CKOMBU_NO_OBJECT;
    j.p++;
    json_space(&j);
    char *start = j.p;
    if (!json_skip(&j)) return CKOMBU_NO_OBJECT;
    *key = (ckombu_part){(size_t)(name.start - text), name.length};
    *value = (ckombu_part){(size_t)(start - text), (size_t)(j.p - start)};
    *position = (size_t)(j.p - text);
    return CKOMBU_MEMBER;
}

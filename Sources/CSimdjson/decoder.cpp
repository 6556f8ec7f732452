// SPDX-License-Identifier: Apache-2.0
#include "decoder.h"

#include <cstring>
#include <limits>

void csj_decoder::flush() {
    if (event_count > 0) {
        csj_batch batch{events.data(), event_count, extras.data()};
        callback(context, &batch);
    }
    event_count = 0;
    extras.clear();
    arena.reset(0);
    message_start = 0;
    message_extras = 0;
}

void csj_decoder::begin_message(size_t length, double when, bool backlog) {
    // Unescaped text is never longer than its JSON; the rest is room for NULs and simdjson's wide stores.
    size_t need = 2 * length + 256;
    if (event_count >= batch_goal || !arena.has_room(need)) {
        flush();
        arena.reset(need);
    }
    message_start = event_count;
    message_extras = extras.size();
    message_events = 0;
    message_was_split = false;
    event_is_open = false;
    received = when;
    is_backlog = backlog;
    error.clear();
}

void csj_decoder::end_message(double received) {
    for (size_t i = message_start; i < event_count; i++) events[i].received = received;
    if (event_count >= batch_goal) flush();
}

void csj_decoder::discard_message() {
    bool was_open = event_is_open;
    event_is_open = false;
    if (message_was_split) {
        if (!was_open) return;
        extras.resize(events[--event_count].first_extra);
        message_events--;
        return;
    }
    event_count = message_start;
    extras.resize(message_extras);
    message_events = 0;
}

csj_event &csj_decoder::begin_event() {
    if (event_count == batch_limit) {
        // Only a message of hundreds of events comes here; its texts stay where they are in the arena.
        for (size_t i = message_start; i < event_count; i++) events[i].received = received;
        csj_batch batch{events.data(), event_count, extras.data()};
        callback(context, &batch);
        message_was_split = message_start < event_count;
        event_count = 0;
        extras.clear();
        message_start = 0;
        message_extras = 0;
    }
    message_events++;
    event_is_open = true;
    csj_event &event = events[event_count++];
    event.present = 0;
    event.first_extra = uint32_t(extras.size());
    event.extra_count = 0;
    event.group = CSJ_GROUP_OTHER;
    event.subject = 0;
    event.uuid_is_canonical = 0;
    event.flags = 0;
    event.is_backlog = is_backlog;
    event.received = std::numeric_limits<double>::quiet_NaN();
    return event;
}

void csj_decoder::note(const char *key, size_t length, const csj_value &value) {
    auto is = [&](const char *name) { return length == strlen(name) && memcmp(key, name, length) == 0; };
    bool is_text = value.kind == CSJ_STRING;
    has_labels = true;
    if (is("backlog")) {
        is_backlog = value.kind == CSJ_BOOL && value.integer;
        for (size_t i = message_start; i < event_count; i++) events[i].is_backlog = is_backlog;
    } else if (is("content_type")) {
        encoded.content_type = is_text ? value : csj_value{};
    } else if (is("compression")) {
        encoded.compression = is_text ? value : csj_value{};
    } else if (is("body_encoding")) {
        body_is_base64 = is_text && value.length == 6 && memcmp(value.text, "base64", 6) == 0;
    }
}

void csj_decoder::forget_labels() {
    encoded = {};
    body_is_base64 = has_labels = is_backlog = false;
}

static uint8_t task_subject(const char *s, size_t n) {
    switch (n) {
    case 4: return memcmp(s, "sent", 4) == 0 ? CSJ_SENT : 0;
    case 6: return memcmp(s, "failed", 6) == 0 ? CSJ_FAILED : 0;
    case 7:
        if (memcmp(s, "started", 7) == 0) return CSJ_STARTED;
        if (memcmp(s, "retried", 7) == 0) return CSJ_RETRIED;
        return memcmp(s, "revoked", 7) == 0 ? CSJ_REVOKED : 0;
    case 8:
        if (memcmp(s, "received", 8) == 0) return CSJ_RECEIVED;
        return memcmp(s, "rejected", 8) == 0 ? CSJ_REJECTED : 0;
    case 9: return memcmp(s, "succeeded", 9) == 0 ? CSJ_SUCCEEDED : 0;
    default: return 0;
    }
}

static uint8_t worker_subject(const char *s, size_t n) {
    if (n == 9 && memcmp(s, "heartbeat", 9) == 0) return CSJ_HEARTBEAT;
    if (n == 6 && memcmp(s, "online", 6) == 0) return CSJ_ONLINE;
    if (n == 7 && memcmp(s, "offline", 7) == 0) return CSJ_OFFLINE;
    return 0;
}

void csj_decoder::end_event(csj_event &event) {
    event_is_open = false;
    event.extra_count = uint32_t(extras.size()) - event.first_extra;
    if (event.present >> CSJ_TYPE & 1 && event.values[CSJ_TYPE].kind == CSJ_STRING) {
        const csj_value &type = event.values[CSJ_TYPE];
        const char *s = type.text;
        // Group and subject are what stands before and behind the first '-'; without one the type is the
        // group and the subject is empty.
        if (type.length >= 4 && memcmp(s, "task", 4) == 0 && (type.length == 4 || s[4] == '-')) {
            event.group = CSJ_GROUP_TASK;
            event.subject = type.length > 5 ? task_subject(s + 5, type.length - 5) : 0;
        } else if (type.length >= 6 && memcmp(s, "worker", 6) == 0 && (type.length == 6 || s[6] == '-')) {
            event.group = CSJ_GROUP_WORKER;
            event.subject = type.length > 7 ? worker_subject(s + 7, type.length - 7) : 0;
        }
    }
    if (event.present >> CSJ_UUID & 1 && event.values[CSJ_UUID].kind == CSJ_STRING) {
        const csj_value &uuid = event.values[CSJ_UUID];
        event.uuid_is_canonical =
            uint8_t(csj_parse_uuid(uuid.text, uuid.length, &event.uuid_hi, &event.uuid_lo));
    }
}

void csj_decoder::set(csj_event &event, unsigned field, const char *key, size_t key_length, const csj_value &value) {
    if (field < CSJ_FIELD_COUNT) {
        event.values[field] = value; // of duplicate keys the last one counts, as in Python
        event.present |= uint64_t(1) << field;
        return;
    }
    for (size_t i = event.first_extra; i < extras.size(); i++) {
        if (extras[i].key_length == key_length && memcmp(extras[i].key, key, key_length) == 0) {
            extras[i].value = value;
            return;
        }
    }
    // More attributes than this are no event of a sane sender; each costs a walk over the others.
    if (extras.size() - event.first_extra < 256)
        extras.push_back({key, uint32_t(key_length), value});
    else
        dropped_attributes++;
}

// Eight hexadecimal digits as a number; sets `bad` if one of them is none (or is upper-case).
static inline uint32_t eight_digits(const char *text, uint64_t &bad) {
    constexpr uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    uint64_t c;
    memcpy(&c, text, 8);
    // With the top bit set, no byte borrows from its neighbour: it stays set where the byte is large enough.
    auto at_least = [&](uint8_t limit) { return ((c | tops) - limit * ones) & tops; };
    uint64_t digits = at_least('0') & ~at_least('9' + 1), letters = at_least('a') & ~at_least('f' + 1);
    bad |= (c & tops) | (~(digits | letters) & tops);
    uint64_t v = (c & 0x0f * ones) + (letters >> 7) * 9;
    // Pairs, then fours, then all; the first digit is the lowest byte.
    v = (v << 4 | v >> 8) & 0x00ff00ff00ff00ff;
    v = (v << 8 | v >> 16) & 0x0000ffff0000ffff;
    return uint32_t(v << 16 | v >> 32);
}

int csj_parse_uuid(const char *text, size_t length, uint64_t *hi, uint64_t *lo) {
    if (length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return 0;
    char middle[16];
    memcpy(middle, text + 9, 4), memcpy(middle + 4, text + 14, 4);
    memcpy(middle + 8, text + 19, 4), memcpy(middle + 12, text + 24, 4);
    uint64_t bad = 0;
    uint64_t a = eight_digits(text, bad), b = eight_digits(middle, bad);
    uint64_t c = eight_digits(middle + 8, bad), e = eight_digits(text + 28, bad);
    if (bad) return 0;
    *hi = a << 32 | b, *lo = c << 32 | e;
    return 1;
}

csj_decoder *csj_decoder_create(csj_batch_callback callback, void *context) {
    auto *decoder = new csj_decoder;
    decoder->callback = callback;
    decoder->context = context;
    decoder->arena.reset(0);
    decoder->extras.reserve(batch_limit);
    return decoder;
}

void csj_decoder_destroy(csj_decoder *decoder) { delete decoder; }
const csj_encoded *csj_line_body(const csj_decoder *decoder) { return &decoder->encoded; }
void csj_decoder_flush(csj_decoder *decoder) { decoder->flush(); }
size_t csj_decoder_pending(const csj_decoder *decoder) { return decoder->event_count; }
const char *csj_error(const csj_decoder *decoder) { return decoder->error.c_str(); }
uint64_t csj_tolerated(const csj_decoder *decoder) { return decoder->tolerated; }
uint64_t csj_dropped_attributes(const csj_decoder *decoder) { return decoder->dropped_attributes; }

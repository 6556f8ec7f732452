// SPDX-License-Identifier: Apache-2.0
// What both parsers, simdjson's and the tolerant one, share: where events and texts gather.
#ifndef CSJ_DECODER_H
#define CSJ_DECODER_H

#include "csimdjson.h"

#include <simdjson.h>

#include <memory>
#include <string>
#include <vector>

// A batch is handed over once it has this many events at a message's end …
constexpr size_t batch_goal = 64;
// … or this many in the middle of one.
constexpr size_t batch_limit = 256;

// A plain bump allocator for the batch's texts. Never moves what it gave out before `reset`.
class Arena {
public:
    // Makes sure that `bytes` can be had without growing; only on an empty arena may that allocate.
    bool has_room(size_t bytes) const { return used_ + bytes <= capacity_; }
    void reset(size_t bytes) {
        used_ = 0;
        // One hostile message must not keep its megabytes for ever.
        if (bytes > capacity_ || capacity_ > 4 * bytes + usual) {
            capacity_ = bytes > usual ? bytes : usual;
            memory_.reset(new char[capacity_]);
        }
    }
    char *top() { return memory_.get() + used_; }
    void advance(size_t bytes) { used_ += bytes; }

private:
#if defined(CSJ_FUZZING)
    static constexpr size_t usual = 1; // no spare room in which a write too far would go unseen
#else
    static constexpr size_t usual = 1 << 20;
#endif
    std::unique_ptr<char[]> memory_;
    size_t capacity_ = 0, used_ = 0;
};

struct csj_decoder {
    csj_batch_callback callback;
    void *context;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage; // finds a message's structure
    Arena arena;
    std::vector<csj_event> events = std::vector<csj_event>(batch_limit);
    size_t event_count = 0;
    std::vector<csj_extra> extras;
    size_t message_start = 0, message_extras = 0; // where the running message's events begin
    size_t message_events = 0;
    bool message_was_split = false; // a part of it has been handed over already
    bool event_is_open = false;     // begun and not ended
    double received = 0;            // of the running message, as far as known
    bool is_backlog = false;        // likewise
    csj_encoded encoded{};          // of the running line
    bool body_is_base64 = false;    // likewise
    bool has_labels = false;        // it has members other than the usual ones
    uint64_t tolerated = 0;
    uint64_t dropped_attributes = 0;
    std::string error;

    void flush();
    void begin_message(size_t length, double received, bool is_backlog);
    void end_message(double received);
    // Forgets the message's events; if some have been handed over, only the one that is not whole.
    void discard_message();

    csj_event &begin_event();
    // Works out group, subject and uuid.
    void end_event(csj_event &event);

    // Takes note of a line's member that is none of the usual ones; may be called behind the body's events.
    void note(const char *key, size_t key_length, const csj_value &value);
    void forget_labels();
    // Whether the line's body is a text that says how it is encoded.
    bool is_encoded() const { return encoded.body.kind == CSJ_STRING && body_is_base64; }

    // Enters an attribute; `field` is a known one's position or CSJ_FIELD_COUNT.
    void set(csj_event &event, unsigned field, const char *key, size_t key_length, const csj_value &value);
};

// Python's json.loads, with its extensions (NaN, Infinity, lone surrogates, any integer).
int decode_tolerantly(csj_decoder &decoder, const char *bytes, size_t length, bool is_line, double *received);

// Copies one JSON value that simdjson skipped, checking it; false if it is broken. `*end` moves behind it.
bool copy_checked_json(const char *&cursor, const char *end, char *&out);

#endif

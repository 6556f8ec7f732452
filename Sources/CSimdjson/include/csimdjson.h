// SPDX-License-Identifier: Apache-2.0
// A thin C face on simdjson: a message's bytes to flat event structs, without one allocation per event.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

// Bytes that must be readable behind a message's end.
#define CSJ_PADDING 64

// Kinds of value; the camera ABI's numbers.
enum { CSJ_NULL = 0, CSJ_BOOL = 1, CSJ_INT = 2, CSJ_DOUBLE = 3, CSJ_STRING = 4, CSJ_JSON = 5 };

// Known attributes of events: positions in `csj_event.values`, bits in `csj_event.present`.
enum {
    CSJ_TYPE = 0, CSJ_HOSTNAME = 1, CSJ_UTCOFFSET = 2, CSJ_PID = 3, CSJ_CLOCK = 4, CSJ_TIMESTAMP = 5,
    CSJ_UUID = 6, CSJ_NAME = 7, CSJ_ARGS = 8, CSJ_KWARGS = 9, CSJ_ROOT_ID = 10, CSJ_PARENT_ID = 11,
    CSJ_RETRIES = 12, CSJ_ETA = 13, CSJ_EXPIRES = 14, CSJ_QUEUE = 15, CSJ_EXCHANGE = 16,
    CSJ_ROUTING_KEY = 17, CSJ_RESULT = 18, CSJ_RUNTIME = 19, CSJ_EXCEPTION = 20, CSJ_TRACEBACK = 21,
    CSJ_FREQ = 22, CSJ_ACTIVE = 23, CSJ_PROCESSED = 24, CSJ_LOADAVG = 25, CSJ_SW_IDENT = 26,
    CSJ_SW_VER = 27, CSJ_SW_SYS = 28, CSJ_LOCAL_RECEIVED = 29, CSJ_FIELD_COUNT = 30
};

enum { CSJ_GROUP_OTHER = 0, CSJ_GROUP_WORKER = 1, CSJ_GROUP_TASK = 2 };

// Subjects of task events (0: any other) and of worker events (0: any other).
enum {
    CSJ_SENT = 1, CSJ_RECEIVED = 2, CSJ_STARTED = 3, CSJ_SUCCEEDED = 4, CSJ_FAILED = 5, CSJ_RETRIED = 6,
    CSJ_REVOKED = 7, CSJ_REJECTED = 8
};
enum { CSJ_ONLINE = 1, CSJ_HEARTBEAT = 2, CSJ_OFFLINE = 3 };

// A value. Texts are UTF-8 with a NUL behind them that `length` leaves out.
typedef struct csj_value {
    union {
        const char *text;  // STRING, JSON
        int64_t integer;   // BOOL, INT
        double number;     // DOUBLE
    };
    uint32_t length;
    uint8_t kind;
} csj_value;

// An attribute that is not among the known ones.
typedef struct csj_extra {
    const char *key;
    uint32_t key_length;
    csj_value value;
} csj_extra;

// One event. Texts are valid until the batch's callback returns.
typedef struct csj_event {
    uint64_t present;        // bit n: values[n] was in the event
    uint64_t uuid_hi, uuid_lo; // the uuid, if uuid_is_canonical
    double received;         // when the message was taken off the broker; UNIX seconds
    double timestamp;        // filled in by the receiver
    int64_t clock;           // filled in by the receiver
    uint32_t first_extra;    // in the batch's extras
    uint32_t extra_count;
    uint8_t group;
    uint8_t subject;
    uint8_t uuid_is_canonical; // 8-4-4-4-12 lower-case hexadecimal digits
    uint8_t flags;           // the receiver's own
    uint8_t is_backlog;      // its message had lain in a queue while nobody read
    csj_value values[CSJ_FIELD_COUNT];
} csj_event;

#if defined(__cplusplus)
static_assert(offsetof(csj_event, values) == 64 && sizeof(csj_value) == 16, "CeleryEvents counts on it");
#endif

typedef struct csj_batch {
    csj_event *events;
    size_t count;
    const csj_extra *extras;
} csj_batch;

typedef struct csj_decoder csj_decoder;
typedef void (*csj_batch_callback)(void *context, csj_batch *batch);

// What became of a message.
enum {
    CSJ_OK = 0,
    CSJ_UNDECODABLE = 1,  // not JSON, even for the tolerant parser: csj_error tells
    CSJ_NOT_AN_EVENT = 2, // JSON, but neither an object nor an array of objects
    CSJ_ENCODED = 3,      // a line whose body is still to be decoded: csj_line_body has it
};

// The body of a line of the recording format that its sender did not write as plain JSON.
typedef struct csj_encoded {
    csj_value body;         // STRING: base64
    csj_value content_type; // STRING, or NULL: the line has none
    csj_value compression;  // the same
    uint8_t is_backlog;
} csj_encoded;

csj_decoder *csj_decoder_create(csj_batch_callback callback, void *context);
void csj_decoder_destroy(csj_decoder *decoder);

// Decodes a message's body (an object or an array of objects) and hands full batches to the callback.
// CSJ_PADDING bytes behind it must be readable. `is_backlog` goes to its events. `*count`: the events found.
int csj_decode_body(csj_decoder *decoder, const char *bytes, size_t length, double received, int is_backlog,
                    size_t *count);

// Decodes a line of the recording format: {"received": …, "routing_key": …, "body": …}, with "backlog": true
// where the message had lain in a queue. `*received` is set as soon as it is known; NaN if the line has none.
// A body in base64 ("body_encoding": "base64") is left to the caller: CSJ_ENCODED.
int csj_decode_line(csj_decoder *decoder, const char *bytes, size_t length, double *received, size_t *count);

// What the last line left to the caller; valid until the next message.
const csj_encoded *csj_line_body(const csj_decoder *decoder);

// Hands over what has gathered.
void csj_decoder_flush(csj_decoder *decoder);

// Events that have gathered and were not handed over yet.
size_t csj_decoder_pending(const csj_decoder *decoder);

// Why the last message was refused; valid until the next one.
const char *csj_error(const csj_decoder *decoder);

// The number of messages that only the tolerant parser understood.
uint64_t csj_tolerated(const csj_decoder *decoder);

// Attributes beyond the 256 unknown ones that an event may have.
uint64_t csj_dropped_attributes(const csj_decoder *decoder);

// Reads 8-4-4-4-12 lower-case hexadecimal digits; 0 if they are not that.
int csj_parse_uuid(const char *text, size_t length, uint64_t *hi, uint64_t *lo);

// The most characters that csj_write_double writes.
#define CSJ_DOUBLE_LENGTH 32

// Writes a number as Python's repr does, in the fewest digits that read back as the same; NaN, Infinity and
// -Infinity as json.dumps does. Returns the characters written; there is no NUL.
size_t csj_write_double(double number, char *out);

// Reads a decimal number with a point, and perhaps an exponent; what is too large is infinite. 0 if it is none.
int csj_read_double(const char *text, size_t length, double *out);

static inline void csj_prefetch(const void *address) { __builtin_prefetch(address); }

#if defined(__cplusplus)
}
#endif
#endif

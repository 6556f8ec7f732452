/* SPDX-License-Identifier: Apache-2.0 */
/* kombu's envelope: the JSON object in which its virtual transports (Redis) carry a message.

       {"body": BASE64, "content-encoding": …, "content-type": …, "headers": {"hostname": …, "compression": …},
        "properties": {"body_encoding": "base64", "delivery_info": {"routing_key": …}, …}}

   (kombu/transport/virtual/base.py, Channel.prepare_message and Message.) */
#ifndef EVCAM_CKOMBU_H
#define EVCAM_CKOMBU_H

#include <stddef.h>

/* Bytes that must be readable behind an envelope; what they are does not matter. */
#define CKOMBU_PADDING 64

/* How ckombu_open ended. */
typedef enum ckombu_result {
    CKOMBU_OK,
    /* No JSON object, or something behind it. */
    CKOMBU_NOT_JSON,
    /* It has no body, or an empty one, or one that is no text. */
    CKOMBU_NO_BODY,
    /* The body is not the base64 that `body_encoding` says it is. */
    CKOMBU_NOT_BASE64,
    /* A `body_encoding` that kombu does not know. */
    CKOMBU_UNKNOWN_ENCODING,
    /* The body is longer than the limit. */
    CKOMBU_TOO_LONG
} ckombu_result;

/* A part of the envelope; a part that is absent, null or no text has no length. */
typedef struct ckombu_part {
    size_t offset;
    size_t length;
} ckombu_part;

/* What an envelope holds. */
typedef struct ckombu_message {
    /* The body's bytes: base64 is decoded, text unescaped. */
    ckombu_part body;
    /* `content-type`. */
    ckombu_part content_type;
    /* `headers.compression`. */
    ckombu_part compression;
    /* `headers.hostname`: the sender's node name. */
    ckombu_part sender;
    /* `headers.ticket`: which remote control call this answers. */
    ckombu_part ticket;
    /* `properties.delivery_info.routing_key`. */
    ckombu_part routing_key;
} ckombu_message;

/* Opens an envelope in place: the message's parts are offsets into `text`, which is changed.

   `length` bytes belong to the envelope; CKOMBU_PADDING more must be readable. Nothing outside of `length` is
   written. `limit`: the longest body. Without CKOMBU_OK the message's contents say nothing. */
ckombu_result ckombu_open(char *text, size_t length, size_t limit, ckombu_message *message);

/* How ckombu_next_member went on. */
typedef enum ckombu_member {
    CKOMBU_MEMBER,
    /* That was the last one, and nothing follows the object. */
    CKOMBU_OBJECT_END,
    /* It is no JSON object, or not to its end. */
    CKOMBU_NO_OBJECT
} ckombu_member;

/* Goes through the members of a JSON object, one a call: the key unescaped in place, the value as it stands there.
   `position` begins at 0 and is moved on; it says nothing once there is no further member. The same bytes behind
   `length` must be readable as for ckombu_open. */
ckombu_member ckombu_next_member(char *text, size_t length, size_t *position, ckombu_part *key, ckombu_part *value);

#endif

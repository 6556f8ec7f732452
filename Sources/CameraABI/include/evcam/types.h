/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: strings, results, log levels, attributes. */
#ifndef EVCAM_TYPES_H
#define EVCAM_TYPES_H

#include "version.h"

/* UTF-8 text, as a rule: texts of events are whatever a worker sent. `ptr == NULL` means
 * unknown or absent; an empty text has a pointer and
 * `len == 0`. Texts from the host also end in a NUL byte that `len` does not count (they
 * may hold further NULs inside: Celery's reprs can). Texts from a camera need no NUL. */
typedef struct evcam_string {
    const char *ptr;
    uint64_t len; /* bytes */
} evcam_string;

/* What a camera's functions answer. Say why with `host->set_error` before returning
 * anything but EVCAM_OK. A value outside this list counts as EVCAM_FATAL. */
typedef int32_t evcam_result;
#define EVCAM_OK ((evcam_result)0)     /* done; what was handed over survives a kill -9 of the host */
#define EVCAM_RETRY ((evcam_result)1)  /* not now; the delta is kept, merged and handed over again */
#define EVCAM_DROP ((evcam_result)2)   /* never; pass over this delta and go on with the next */
#define EVCAM_CONFIG ((evcam_result)3) /* the options are wrong (create, start) */
#define EVCAM_FATAL ((evcam_result)4)  /* this camera is off from now on */

/* Severities for `host->log`: swift-log's, in their order. */
typedef uint32_t evcam_log_level;
#define EVCAM_LOG_TRACE 0u
#define EVCAM_LOG_DEBUG 1u
#define EVCAM_LOG_INFO 2u
#define EVCAM_LOG_NOTICE 3u
#define EVCAM_LOG_WARNING 4u
#define EVCAM_LOG_ERROR 5u
#define EVCAM_LOG_CRITICAL 6u

/* The kinds of value an attribute can have. */
#define EVCAM_VALUE_NULL 0u
#define EVCAM_VALUE_BOOL 1u   /* integer is 0 or 1 */
#define EVCAM_VALUE_INT 2u    /* integer */
#define EVCAM_VALUE_DOUBLE 3u /* number */
#define EVCAM_VALUE_STRING 4u /* text is the string itself */
#define EVCAM_VALUE_JSON 5u   /* text is the raw JSON of an array, an object or a number beyond 64 bits */

/* In a snapshot: an attribute that an event brought beyond the ones that have a member of their own, or
 * one of those with a value of an unexpected type. For `host->log`: a key and its value. */
typedef struct evcam_attribute {
    evcam_string name;
    evcam_string text; /* set for STRING and JSON */
    int64_t integer;   /* set for BOOL and INT */
    double number;     /* set for INT and DOUBLE */
    uint32_t kind;     /* EVCAM_VALUE_... */
    uint32_t reserved; /* 0 */
} evcam_attribute;

EVCAM_STATIC_ASSERT(sizeof(evcam_string) == 16, "evcam_string is 16 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_attribute) == 56, "evcam_attribute is 56 bytes");

/* The value of an integer member that the events did not bring. Doubles use NaN. */
#define EVCAM_ABSENT INT64_MIN

#endif

/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: the options a camera declares, and the values it is given.
 *
 * The declaration is schema, validation and documentation in one: the host checks the user's YAML against it and
 * refuses what does not fit with file, line and column ("did you mean ...?"), prints it (`evcam cameras ID`), and
 * hands over values of just the declared types, defaults included. */
#ifndef EVCAM_OPTION_H
#define EVCAM_OPTION_H

#include "types.h"

/* Types of option, and where a value of the type stands in evcam_option_value. */
#define EVCAM_OPTION_BOOL 0u     /* integer: 0 or 1 */
#define EVCAM_OPTION_INT 1u      /* integer */
#define EVCAM_OPTION_FLOAT 2u    /* number */
#define EVCAM_OPTION_STRING 3u   /* text */
#define EVCAM_OPTION_DURATION 4u /* integer: nanoseconds; written 500ms, 1s, 5m, 30d or plain seconds */
#define EVCAM_OPTION_BYTES 5u    /* integer: bytes; written 4096, 64KB, 256MB, 1GiB */
#define EVCAM_OPTION_ENUM 6u     /* text: one of `choices` */
#define EVCAM_OPTION_LIST 7u     /* items: texts */
#define EVCAM_OPTION_PATH 8u     /* text: absolute; the user's path counts from the configuration's folder */
#define EVCAM_OPTION_URL 9u      /* text */
#define EVCAM_OPTION_SECRET 10u  /* text: never printed, never logged */

#define EVCAM_OPTION_REQUIRED 1u  /* flag: the user must set it */
#define EVCAM_OPTION_HAS_MIN 2u   /* flag: `minimum` counts */
#define EVCAM_OPTION_HAS_MAX 4u   /* flag: `maximum` counts */

/* One option, as the camera declares it. It and its texts are the camera's and live as long as the library. A default
 * must itself fit the declaration; a required option has none. */
typedef struct evcam_option {
    uint32_t size;  /* sizeof(evcam_option) of the header the camera was built with */
    uint32_t type;  /* EVCAM_OPTION_... */
    uint32_t flags; /* EVCAM_OPTION_REQUIRED, ..._HAS_MIN, ..._HAS_MAX */
    uint32_t wants; /* BOOL: EVCAM_CAMERA_WANTS_... that count as the camera's own when it is true; else 0 */
    evcam_string name;           /* as written in YAML: lower_snake_case; `keep.success`: `success` in the mapping `keep` */
    evcam_string summary;        /* one line for people: what it does, its unit */
    evcam_string default_value;  /* as it would be written in YAML; NULL: no default */
    double minimum;              /* INT, FLOAT; DURATION in seconds; BYTES in bytes; LIST, STRING: length */
    double maximum;
    const evcam_string *choices; /* ENUM: what may be written */
    uint64_t choice_count;
} evcam_option;

#define EVCAM_OPTION_IS_SET 1u /* flag: the user wrote it; otherwise it is the default */

/* One value, as the host hands it over: one per declared option that has a value, in the
 * order of the declarations. Valid until `create` returns. */
typedef struct evcam_option_value {
    uint32_t size;
    uint32_t type;  /* the declared type */
    uint32_t flags; /* EVCAM_OPTION_IS_SET */
    uint32_t reserved;
    evcam_string name;
    int64_t integer;
    double number;
    evcam_string text;
    const evcam_string *items;
    uint64_t item_count;
} evcam_option_value;

/* All values of one camera: the host's, valid until `create` returns. An option that was not written and has no default
 * is not among them. Walk them by `value_stride`; evcam_option_named in access.h finds one. */
typedef struct evcam_options {
    uint32_t size;
    uint32_t value_stride; /* bytes from one value to the next */
    const evcam_option_value *values;
    uint64_t value_count;
} evcam_options;

EVCAM_STATIC_ASSERT(sizeof(evcam_option) == 96, "evcam_option is 96 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_option_value) == 80, "evcam_option_value is 80 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_options) == 24, "evcam_options is 24 bytes");

#endif

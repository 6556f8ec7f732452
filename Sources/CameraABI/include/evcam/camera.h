/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: a camera. This is the only header a camera includes.
 *
 * A camera is a shared library with one exported function, `evcam_camera_entry`. Its life:
 *
 *     entry -> create -> start -> { shutter | cleanup }* -> flush -> stop -> destroy
 *
 * `entry` may be called any number of times, on any thread, and does nothing but answer. All
 * functions of one instance run on one thread that lives as long as the instance; they never
 * run at the same time or inside each other. After a failed `create` nothing follows; after a
 * failed `start` only `destroy`. Several instances may live at once, each on its own thread.
 * A camera never calls exit, never installs signal handlers and never lets a C++ exception out. */
#ifndef EVCAM_CAMERA_H
#define EVCAM_CAMERA_H

#include "host.h"
#include "option.h"

/* Flags of a camera: the costly parts of a snapshot, built only for those who want them. */
#define EVCAM_CAMERA_WANTS_TASKS 1u       /* `tasks`: the whole state at every shutter */
#define EVCAM_CAMERA_WANTS_TASK_COUNTS 2u /* `task_counts` */
#define EVCAM_CAMERA_WANTS_COUNTERS 4u    /* `counters` */

/* A camera's description and its functions. Lives as long as the library and never changes. */
typedef struct evcam_camera {
    uint32_t size;
    uint32_t abi_major;       /* EVCAM_ABI_MAJOR of the header it was built with */
    uint32_t abi_minor;       /* EVCAM_ABI_MINOR */
    uint32_t min_host_minor;  /* the lowest host minor it can work with */
    uint32_t flags;           /* EVCAM_CAMERA_WANTS_... */
    uint32_t option_stride;   /* bytes from one option to the next: sizeof(evcam_option) */
    evcam_string id;          /* lower-case letters, digits, '-': what YAML says after `camera:`. The
                                 file is called libevcam-camera-<id>.so */
    evcam_string version;
    evcam_string summary;     /* one line for people */
    evcam_string author;
    evcam_string license;     /* SPDX id */
    const evcam_option *options;
    uint64_t option_count;

    /* Makes an instance. `host` stays valid until `destroy` returns, `options` until this call
     * returns. May look at its options but touches nothing outside (files, servers): `evcam check`
     * comes this far. EVCAM_CONFIG: the options are wrong. */
    evcam_result (*create)(const evcam_host *host, const evcam_options *options, void **instance);

    /* Opens files and connections. EVCAM_CONFIG or EVCAM_FATAL end the program's start;
     * EVCAM_RETRY: what it needs is away for now, begin without it. */
    evcam_result (*start)(void *instance);

    /* Takes the picture. EVCAM_OK means that the delta survives a kill -9 of the host. */
    evcam_result (*shutter)(void *instance, const evcam_snapshot *snapshot);

    /* Removes what is too old. `*deleted`: how many rows (files, ...) went. May be NULL. */
    evcam_result (*cleanup)(void *instance, const evcam_cleanup *cleanup, uint64_t *deleted);

    /* Brings what is buffered to safety within `deadline_ns` nanoseconds. Comes once, at the end,
     * after the last shutter. May be NULL. */
    evcam_result (*flush)(void *instance, uint64_t deadline_ns);

    /* Closes files and connections. May be NULL. */
    void (*stop)(void *instance);

    /* Frees the instance. */
    void (*destroy)(void *instance);

    /* A further interface by its id ("evcam.x/1"), or NULL. May be NULL itself. */
    const void *(*get_extension)(evcam_string id);
} evcam_camera;

EVCAM_STATIC_ASSERT(sizeof(evcam_camera) == 184, "evcam_camera is 184 bytes");

/* The one exported symbol. Answers the description, or NULL when the host's major is not
 * EVCAM_ABI_MAJOR or its minor is below what the camera needs. */
EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor);

/* The type of that function, for hosts. */
typedef const evcam_camera *(*evcam_camera_entry_function)(uint32_t host_major, uint32_t host_minor);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI 1.0: a camera. The reference manual; this is the only header that a camera needs.
 *
 *   camera.h     the camera's description and functions, and its one exported function
 *   snapshot.h   what a shutter hands over: tasks, workers, what changed, what was lost
 *   host.h       what the host does for a camera: log, errors, figures, a folder
 *   option.h     the options a camera declares, and the values it is given
 *   types.h      texts, results, severities, attributes
 *   version.h    versions, and the note in the file
 *   access.h     optional shorthand for C;  camera.hpp  cameras in C++ (both no part of the ABI)
 *
 * AN EXAMPLE, WHOLE. It writes each task that failed to the host's log:
 *
 *     #include <evcam/camera.h>
 *     #include <evcam/access.h>
 *
 *     EVCAM_DECLARE_ABI(0);
 *
 *     typedef struct failures {
 *         const evcam_host *host;
 *         evcam_log_level level;
 *     } failures;
 *
 *     static evcam_result create(const evcam_host *host, const evcam_options *options, void **instance) {
 *         const evcam_option_value *level = evcam_option_named(options, "level");
 *         failures *self = (failures *)calloc(1, sizeof *self);
 *         if (self == NULL) return evcam_fail(host, EVCAM_FATAL, "no memory");
 *         self->host = host;
 *         self->level = level != NULL && evcam_equals(level->text, "info") ? EVCAM_LOG_INFO : EVCAM_LOG_WARNING;
 *         *instance = self;
 *         return EVCAM_OK;
 *     }
 *
 *     static evcam_result start(void *instance) {
 *         (void)instance;
 *         return EVCAM_OK;
 *     }
 *
 *     static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
 *         const failures *self = (const failures *)instance;
 *         for (uint64_t i = 0; i < snapshot->changed_count; i++) {
 *             const evcam_task *task = evcam_changed_at(snapshot, i);
 *             if (!evcam_equals(task->state, "FAILURE")) continue;
 *             evcam_log(self->host, self->level, "task %.*s failed", (int)task->uuid.len, task->uuid.ptr);
 *         }
 *         return EVCAM_OK;
 *     }
 *
 *     static const evcam_string levels[] = {EVCAM_TEXT("info"), EVCAM_TEXT("warning")};
 *     static const evcam_option options[] = {
 *         {sizeof(evcam_option), EVCAM_OPTION_ENUM, 0, 0, EVCAM_TEXT("level"), EVCAM_TEXT("severity in the log"),
 *          EVCAM_TEXT("warning"), 0, 0, levels, 2},
 *     };
 *     static const evcam_camera camera = {
 *         sizeof(evcam_camera), EVCAM_ABI_MAJOR, EVCAM_ABI_MINOR, 0, 0, sizeof(evcam_option),
 *         EVCAM_TEXT("failures"), EVCAM_TEXT("1.0.0"), EVCAM_TEXT("logs each task that failed"),
 *         EVCAM_TEXT(""), EVCAM_TEXT("Apache-2.0"), options, 1,
 *         create, start, shutter, NULL, NULL, NULL, free, NULL,
 *     };
 *
 *     EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
 *         (void)host_minor;
 *         return host_major == EVCAM_ABI_MAJOR ? &camera : NULL;
 *     }
 *
 *     cc -std=c11 -O2 -fPIC -shared $(pkg-config --cflags evcam) -o libevcam-camera-failures.so failures.c
 *
 * LIFE
 *
 *     entry -> create -> start -> { shutter | cleanup }* -> flush -> stop -> destroy
 *
 * After a failed `create` nothing follows (free what you allocated, leave `*instance` alone); after a failed `start`
 * only `destroy`. `flush` and `stop` come once, at the end of a run that started; when the host is killed they do not
 * come at all.
 *
 * THREADS. All functions of one instance run on one thread that lives as long as the instance; they never run at the
 * same time or inside each other: no locks are needed, and thread-local state works. Several instances of a camera may
 * live at once, each on its own thread: no globals that change. `evcam_camera_entry` alone may be called on any
 * thread, any number of times. Signals are blocked on the thread. What blocks delays nobody else, but see `deadline`
 * at `shutter`.
 *
 * MEMORY. Who allocates frees. What the host hands over is the host's: never write to it, never free it, and copy
 * what you keep. What a camera hands over (its description, texts for `log` and `set_error`) is the camera's.
 *
 * RESULTS. See evcam_result in types.h. Say why with `host->set_error` before you answer anything but EVCAM_OK.
 *
 * A CAMERA NEVER calls exit or fork, installs signal handlers, changes the working directory, the locale or the
 * umask, writes to standard output unless it was told to, or lets a C++ exception out. */
#ifndef EVCAM_CAMERA_H
#define EVCAM_CAMERA_H

#include "host.h"
#include "option.h"

/* Flags of a camera: the costly parts of a snapshot, built only for those who want them. */
#define EVCAM_CAMERA_WANTS_TASKS 1u       /* `tasks`: the whole state at every shutter */
#define EVCAM_CAMERA_WANTS_TASK_COUNTS 2u /* `task_counts` */
#define EVCAM_CAMERA_WANTS_COUNTERS 4u    /* `counters` */
/* Draws on the host's terminal: hosted inline, unless its own configuration says otherwise. */
#define EVCAM_CAMERA_WANTS_TERMINAL 8u

/* A camera's description and its functions. It and everything it points to is the camera's, lives as long as the
 * library and never changes: a `static const` as a rule. */
typedef struct evcam_camera {
    uint32_t size;            /* sizeof(evcam_camera) */
    uint32_t abi_major;       /* EVCAM_ABI_MAJOR of the header it was built with */
    uint32_t abi_minor;       /* EVCAM_ABI_MINOR */
    uint32_t min_host_minor;  /* the lowest host minor it can work with; the same as in EVCAM_DECLARE_ABI */
    uint32_t flags;           /* EVCAM_CAMERA_WANTS_... */
    uint32_t option_stride;   /* bytes from one option to the next: sizeof(evcam_option) */
    evcam_string id;          /* lower-case letters, digits, '-': what YAML says after `camera:`. The
                                 file is called libevcam-camera-<id>.so */
    evcam_string version;     /* the camera's own; must not be empty */
    evcam_string summary;     /* one line for people */
    evcam_string author;      /* may be absent */
    evcam_string license;     /* SPDX id; may be absent */
    const evcam_option *options; /* NULL if there are none */
    uint64_t option_count;

    /* Makes an instance and leaves it in `*instance` (NULL is allowed: it is handed back as it is).
     *   Memory:  `host` stays valid until `destroy` returns, `options` until this call returns.
     *   Answers: EVCAM_OK; EVCAM_CONFIG: the options do not fit each other (each of them was checked by the host);
     *            EVCAM_FATAL: anything else. Both end the program's start with the text of `set_error`.
     *   Does not touch anything outside (files, servers): `evcam check` comes this far. */
    evcam_result (*create)(const evcam_host *host, const evcam_options *options, void **instance);

    /* Opens files and connections.
     *   Answers: EVCAM_OK; EVCAM_RETRY: what it needs is away for now, begin without it (the shutters come, and
     *            `shutter` is where to try again); EVCAM_CONFIG, EVCAM_FATAL: the program does not start. */
    evcam_result (*start)(void *instance);

    /* Takes the picture.
     *   Memory:  the snapshot and all in it is valid until this call returns, or until `host->release` if it was kept
     *            with `host->retain`.
     *   Answers: EVCAM_OK: the delta survives a kill -9 of the host and never comes again in this run. EVCAM_RETRY:
     *            the delta is kept, merged with what comes, and handed over with the next shutter: undo what you did
     *            of it, or make doing it twice harmless. EVCAM_DROP: pass over this delta. EVCAM_FATAL: off for good.
     *   When the call outlasts the camera's `deadline` (10 s if not configured), `host->cancelled` begins to answer 1:
     *   return EVCAM_RETRY soon. Shutters that come meanwhile are merged into the next.
     *   Delivery is at least once: after a crash a delta may come again although it was written. Rows that carry
     *   (epoch, uuid, revision) make writing it twice harmless. */
    evcam_result (*shutter)(void *instance, const evcam_snapshot *snapshot);

    /* Removes what is too old at `cleanup->now`. May be NULL: nothing grows old.
     *   Memory:  `cleanup` and `deleted` are valid until this call returns. `*deleted` is 0 at the call; set it to how
     *            many rows (files, ...) went.
     *   Answers: as `shutter`; nothing is kept for a cleanup that failed, the next comes at its time. */
    evcam_result (*cleanup)(void *instance, const evcam_cleanup *cleanup, uint64_t *deleted);

    /* Brings what is buffered to safety within `deadline_ns` nanoseconds. May be NULL: nothing is buffered. Comes
     * once, after the last shutter.
     *   Answers: EVCAM_OK; anything else is logged, and nothing comes again. */
    evcam_result (*flush)(void *instance, uint64_t deadline_ns);

    /* Closes files and connections. May be NULL. Comes once, after `flush`. Cannot fail: log what is worth knowing. */
    void (*stop)(void *instance);

    /* Frees the instance. Comes once for each `create` that answered EVCAM_OK, the last of all calls. */
    void (*destroy)(void *instance);

    /* A further interface by its id ("evcam.x/1"), or NULL for an id it does not know. May be NULL itself: there are
     * none. May be called at any time on any thread; the answer lives as long as the library. */
    const void *(*get_extension)(evcam_string id);
} evcam_camera;

EVCAM_STATIC_ASSERT(sizeof(evcam_camera) == 184, "evcam_camera is 184 bytes");

/* The one exported symbol; a camera defines it.
 *   Thread:  any, any number of times, also at once. Does nothing but answer: no threads, no files, no output.
 *   Answers: the description; NULL when the host's major is not EVCAM_ABI_MAJOR or its minor is below what the camera
 *            needs. */
EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor);

/* The type of that function, for hosts. */
typedef const evcam_camera *(*evcam_camera_entry_function)(uint32_t host_major, uint32_t host_minor);

#endif

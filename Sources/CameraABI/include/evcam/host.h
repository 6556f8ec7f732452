/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: what the host offers a camera. */
#ifndef EVCAM_HOST_H
#define EVCAM_HOST_H

#include "snapshot.h"

typedef struct evcam_host evcam_host;

/* The host, as one camera instance sees it. Valid from `create` until `destroy` returns; pass the pointer on to its
 * functions as it is. Functions may be called from the instance's own thread while one of its functions runs; those
 * marked [any thread] also from threads the camera started itself, as long as the instance lives. None of them calls
 * back into the camera. All texts handed in are copied before the function returns: they remain the caller's, and need
 * no NUL. */
struct evcam_host {
    uint32_t size;            /* sizeof(evcam_host) of the host's header: look at it before you read a member that a
                                 later minor brought */
    uint32_t abi_minor;       /* the host's EVCAM_ABI_MINOR */
    void *context;            /* the host's own */
    evcam_string version;     /* "evcam 0.1.0" */
    evcam_string name;        /* this instance's name in the configuration */
    evcam_string cluster;     /* the cluster's name in the configuration */
    evcam_string data_dir;    /* absolute path of a folder of this instance's own that outlives the run; it is there
                                 once `make_data_dir` has answered EVCAM_OK */

    /* [any thread] Writes a line to the host's log, with the camera's name before it. `attributes` are key-values to
     * stand beside the message, at most 64; NULL with a count of 0 if there are none. Never fails. A line below the
     * log's level costs next to nothing. */
    void (*log)(const evcam_host *host, evcam_log_level level, evcam_string message,
                const evcam_attribute *attributes, uint64_t attribute_count);

    /* Says why the running function is about to return `code`. The last call before the return counts. For the
     * person who reads the log: name the thing, the place, the cause and the remedy; no secrets. */
    void (*set_error)(const evcam_host *host, evcam_result code, evcam_string message);

    /* [any thread] Reports a figure of the camera's own (rows written, bytes ...); the last value of a name is shown
     * in the host's status. At most 64 names; further ones are dropped. */
    void (*metric)(const evcam_host *host, evcam_string name, double value);

    /* [any thread] 1 when the running call is past its deadline or the host wants to end: return EVCAM_RETRY soon.
     * 0 otherwise. Cheap enough to ask before each row. */
    int32_t (*cancelled)(const evcam_host *host);

    /* Keeps a snapshot's memory beyond the running `shutter`, until `release`, which must come before `destroy`
     * returns. At most 2 at a time; EVCAM_RETRY when there are 2 already, and nothing is kept. What the result of the
     * shutter says of the delta does not change by it. */
    evcam_result (*retain)(const evcam_host *host, const evcam_snapshot *snapshot);
    /* Gives back what `retain` kept; once for each. */
    void (*release)(const evcam_host *host, const evcam_snapshot *snapshot);

    /* Makes `data_dir`, and answers EVCAM_OK also if it is there already. EVCAM_FATAL, with `set_error` done, when it
     * cannot be made: return that. From `start` on. */
    evcam_result (*make_data_dir)(const evcam_host *host);

    /* [any thread] A further interface by its id ("evcam.x/1"); NULL: this host has none of that id. What an id means
     * never changes. The answer is valid until `destroy` returns. */
    const void *(*get_extension)(const evcam_host *host, evcam_string id);
};

EVCAM_STATIC_ASSERT(sizeof(evcam_host) == 144, "evcam_host is 144 bytes");

#endif

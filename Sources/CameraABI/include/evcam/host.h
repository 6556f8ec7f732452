/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: what the host offers a camera. */
#ifndef EVCAM_HOST_H
#define EVCAM_HOST_H

#include "snapshot.h"

typedef struct evcam_host evcam_host;

/* The host, as one camera instance sees it. Valid from `create` until `destroy` returns.
 * Functions may be called from the instance's own thread while one of its functions runs;
 * those marked [any thread] also from threads the camera started itself. */
struct evcam_host {
    uint32_t size;
    uint32_t abi_minor;       /* the host's EVCAM_ABI_MINOR */
    void *context;            /* the host's own; pass the evcam_host on as it is */
    evcam_string version;     /* "evcam 0.1.0" */
    evcam_string name;        /* this instance's name in the configuration */
    evcam_string cluster;     /* the cluster's name in the configuration */
    evcam_string data_dir;    /* a folder of this instance's own that outlives the run; made when
                                 the camera first asks for it with `make_data_dir` */

    /* [any thread] Writes a line to the host's log, with the camera's name before it. Key-values
     * are copied. `attributes` may be NULL. */
    void (*log)(const evcam_host *host, evcam_log_level level, evcam_string message,
                const evcam_attribute *attributes, uint64_t attribute_count);

    /* Says why the running function is about to return `code`. Copied; the last one counts. */
    void (*set_error)(const evcam_host *host, evcam_result code, evcam_string message);

    /* [any thread] Reports a figure of the camera's own (rows written, bytes ...); the last value
     * of a name is shown in the host's status. At most 64 names. */
    void (*metric)(const evcam_host *host, evcam_string name, double value);

    /* [any thread] 1 when the running call is past its deadline or the host wants to end: return
     * EVCAM_RETRY soon. */
    int32_t (*cancelled)(const evcam_host *host);

    /* Keeps a snapshot's memory beyond the running `shutter`, until `release`. At most 2 at a
     * time; EVCAM_RETRY when there are 2 already. */
    evcam_result (*retain)(const evcam_host *host, const evcam_snapshot *snapshot);
    void (*release)(const evcam_host *host, const evcam_snapshot *snapshot);

    /* Makes `data_dir`. EVCAM_FATAL, with set_error, when it cannot be made. */
    evcam_result (*make_data_dir)(const evcam_host *host);

    /* [any thread] A further interface by its id ("evcam.x/1"); NULL: this host has none. */
    const void *(*get_extension)(const evcam_host *host, evcam_string id);
};

EVCAM_STATIC_ASSERT(sizeof(evcam_host) == 144, "evcam_host is 144 bytes");

#endif

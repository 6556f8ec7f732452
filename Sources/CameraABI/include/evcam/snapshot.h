/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: the picture that a shutter hands over.
 *
 * Everything here belongs to the host, may not be written to, and is valid until the
 * `shutter` call it was handed to returns (or until `host->release` after `host->retain`).
 * Walk arrays by their `..._stride`, not by sizeof: a newer host's elements are longer. */
#ifndef EVCAM_SNAPSHOT_H
#define EVCAM_SNAPSHOT_H

#include "types.h"

/* A task, as celery.events.state.Task knows it. Times are UNIX seconds, UTC; NaN: absent. */
typedef struct evcam_task {
    uint32_t size;
    uint32_t flags;            /* EVCAM_TASK_... */
    uint64_t revision;         /* the state's revision of the task's last change */
    evcam_string uuid;
    evcam_string name;         /* absent until a task-sent or task-received was seen */
    evcam_string state;        /* PENDING, RECEIVED, STARTED, SUCCESS, FAILURE, RETRY, REVOKED, REJECTED or a custom one */
    evcam_string worker;       /* node name of the worker that has it */
    evcam_string client;       /* node name of the client that sent it */
    evcam_string hostname;     /* node name in the last event */
    evcam_string args;         /* Python reprs, cut by Celery at 1,024 characters */
    evcam_string kwargs;
    evcam_string result;
    evcam_string exception;
    evcam_string traceback;
    evcam_string eta;          /* ISO 8601, with offset */
    evcam_string expires;
    evcam_string exchange;
    evcam_string routing_key;
    evcam_string queue;
    evcam_string root_id;
    evcam_string parent_id;
    double timestamp;          /* of the last event, by the sender's clock */
    double local_received;     /* of the last event, by our clock */
    double sent;
    double received;
    double started;
    double succeeded;
    double failed;
    double retried;
    double revoked;
    double rejected;
    double runtime;            /* seconds */
    int64_t clock;             /* logical (Lamport) clock of the last event */
    int64_t retries;           /* EVCAM_ABSENT: unknown */
    int64_t pid;               /* of the last event; EVCAM_ABSENT: unknown */
    const evcam_attribute *attributes; /* whatever else the events brought */
    uint64_t attribute_count;
    uint32_t attribute_stride;
    uint32_t reserved;
} evcam_task;

#define EVCAM_TASK_READY 1u    /* state is SUCCESS, FAILURE or REVOKED */
#define EVCAM_TASK_REMOVED 2u  /* its last change; the task is in `removed` as well */
#define EVCAM_TASK_TRUNCATED 4u /* the host shortened or redacted a text, as configured */

/* Why a task or a worker is in `removed`. */
#define EVCAM_REMOVED_EVICTED 1u  /* the limit on tasks (workers) in memory */
#define EVCAM_REMOVED_CLEARED 2u  /* clear_after */
#define EVCAM_REMOVED_FILTERED 3u /* it no longer matches this camera's filter */

/* A task (worker) that is no longer part of the state. The id may be unknown to the camera. Apply it
 * by its revision: one below that of a task in `changed` with the same id means an earlier task, which
 * was gone before this one came. */
typedef struct evcam_removed {
    uint32_t size;
    uint32_t reason;   /* EVCAM_REMOVED_... */
    uint64_t revision; /* the state's revision when it went */
    evcam_string id;   /* uuid (node name) */
} evcam_removed;

/* A worker, as celery.events.state.Worker knows it. */
typedef struct evcam_worker {
    uint32_t size;
    uint32_t flags;             /* EVCAM_WORKER_... */
    uint64_t revision;
    evcam_string hostname;      /* node name */
    evcam_string sw_ident;
    evcam_string sw_ver;
    evcam_string sw_sys;
    double freq;                /* seconds between heartbeats */
    double loadavg[3];          /* 1, 5, 15 minutes; NaN: absent */
    double heartbeats[4];       /* UNIX seconds, ascending; the first `heartbeat_count` count */
    uint32_t heartbeat_count;
    uint32_t reserved;
    int64_t pid;                /* EVCAM_ABSENT: unknown; so are the next three */
    int64_t clock;
    int64_t active;             /* tasks executing */
    int64_t processed;          /* tasks accepted since it started */
    const evcam_attribute *attributes;
    uint64_t attribute_count;
    uint32_t attribute_stride;
    uint32_t reserved2;
} evcam_worker;

#define EVCAM_WORKER_ALIVE 1u    /* its last heartbeat is younger than 2 x freq at `taken_at` */
#define EVCAM_WORKER_OFFLINE 2u  /* it said worker-offline, and nothing since */
#define EVCAM_WORKER_CHANGED 4u  /* its revision lies beyond the snapshot's base revision */

/* How many events of a type, of a task and from a host have been seen since the epoch began.
 * Exact, whatever the shutter missed; `other` stands for combinations beyond max_counters. */
typedef struct evcam_counter {
    evcam_string type;     /* task-succeeded ... */
    evcam_string task;     /* task name; absent for events of workers and nameless tasks */
    evcam_string hostname; /* node name of a worker; host of a client */
    uint64_t count;
} evcam_counter;

/* How many tasks are in a state, by name. */
typedef struct evcam_task_count {
    evcam_string name;  /* absent: tasks whose name is unknown */
    evcam_string state;
    uint64_t count;
} evcam_task_count;

/* Something that was lost, and how often. */
typedef struct evcam_loss {
    evcam_string cause; /* undecodable, invalid, too_large, pending_dropped ... */
    uint64_t count;
} evcam_loss;

/* A time in which events may have been missed. */
typedef struct evcam_gap {
    double from;        /* UNIX seconds */
    double until;       /* NaN: still open */
    uint64_t at_least;  /* bounds of what was missed, in events */
    uint64_t at_most;   /* UINT64_MAX: unknown */
    evcam_string cause; /* connection_lost ... */
} evcam_gap;

/* What one camera's lane has done so far. */
typedef struct evcam_lane {
    evcam_string name;       /* the camera's name in the configuration */
    evcam_string camera;     /* its id */
    uint64_t shutters;       /* handed over, by result: */
    uint64_t ok;
    uint64_t retry;
    uint64_t drop;
    uint64_t fatal;
    uint64_t merged;         /* shutters that came while it was busy and went into the next */
    uint64_t throttled;      /* shutters that its own maxrate held back */
    uint64_t cleanups;
    uint64_t deleted;        /* rows its cleanups reported */
    uint64_t tasks;          /* task changes handed over */
    uint64_t dropped;        /* changes that max_pending dropped before it saw them */
    uint64_t overdue;        /* calls that took longer than its deadline */
    double last_seconds;     /* duration of its last shutter; NaN: none yet */
    double total_seconds;
    double last_success;     /* UNIX seconds; NaN: none yet */
    uint64_t revision;       /* its cursor */
    uint32_t off;            /* 1: FATAL, gets nothing more */
    uint32_t reserved;
} evcam_lane;

#define EVCAM_SNAPSHOT_FULL_RESYNC 1u /* `changed` is the whole state: forget what you had of this epoch */
#define EVCAM_SNAPSHOT_FINAL 2u       /* the last picture of this run */
#define EVCAM_SNAPSHOT_REPLAY 4u      /* taken from a recording; times are the recording's */
#define EVCAM_SNAPSHOT_DETERMINISTIC 8u /* leave out what differs from run to run */

/* The picture. The delta covers (base_revision, revision]; delivery is at least once, so make
 * writes idempotent by (epoch, revision). */
typedef struct evcam_snapshot {
    uint32_t size;
    uint32_t flags;              /* EVCAM_SNAPSHOT_... */
    evcam_string cluster;        /* the cluster's name in the configuration */
    evcam_string epoch;          /* id of the numbering of revisions; later epochs sort behind earlier ones */
    uint64_t sequence;           /* number of the shutter in this epoch, from 1 */
    uint64_t base_revision;      /* what this camera had confirmed; 0: nothing */
    uint64_t revision;           /* the state's revision in this picture */
    double taken_at;             /* UNIX seconds */
    uint64_t event_count;        /* events seen since the epoch began */
    uint64_t task_event_count;   /* task-received events among them (celery.events.state.State.task_count) */
    uint64_t tasks_in_memory;
    uint64_t workers_in_memory;

    const evcam_task *changed;   /* tasks with a revision in the delta that match the filter */
    uint64_t changed_count;
    const evcam_removed *removed;
    uint64_t removed_count;
    const evcam_worker *workers; /* all workers in memory */
    uint64_t worker_count;
    const evcam_removed *removed_workers;
    uint64_t removed_worker_count;
    const evcam_task *tasks;     /* all tasks in memory that match; only for EVCAM_CAMERA_WANTS_TASKS */
    uint64_t task_count;
    const evcam_task_count *task_counts; /* only for EVCAM_CAMERA_WANTS_TASK_COUNTS */
    uint64_t task_count_count;
    const evcam_counter *counters;       /* only for EVCAM_CAMERA_WANTS_COUNTERS */
    uint64_t counter_count;
    const evcam_loss *losses;
    uint64_t loss_count;
    const evcam_gap *gaps;
    uint64_t gap_count;
    const evcam_lane *lanes;     /* every camera's lane, this one's among them */
    uint64_t lane_count;

    uint32_t task_stride;
    uint32_t removed_stride;
    uint32_t worker_stride;
    uint32_t task_count_stride;
    uint32_t counter_stride;
    uint32_t loss_stride;
    uint32_t gap_stride;
    uint32_t lane_stride;
} evcam_snapshot;

/* What a cleanup is told. */
typedef struct evcam_cleanup {
    uint32_t size;
    uint32_t reserved;
    double now; /* UNIX seconds; in a replay the recording's time */
} evcam_cleanup;

EVCAM_STATIC_ASSERT(sizeof(evcam_task) == 440, "evcam_task is 440 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_removed) == 32, "evcam_removed is 32 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_worker) == 208, "evcam_worker is 208 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_counter) == 56, "evcam_counter is 56 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_task_count) == 40, "evcam_task_count is 40 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_loss) == 24, "evcam_loss is 24 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_gap) == 48, "evcam_gap is 48 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_lane) == 168, "evcam_lane is 168 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_snapshot) == 296, "evcam_snapshot is 296 bytes");
EVCAM_STATIC_ASSERT(sizeof(evcam_cleanup) == 16, "evcam_cleanup is 16 bytes");

#endif

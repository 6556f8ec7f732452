/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "faulty.h"
#include "faults.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

EVCAM_DECLARE_ABI(0);

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define OPTION(type, name, summary)                                                               \
    {sizeof(evcam_option), (type), 0, 0, TEXT(name), TEXT(summary), {NULL, 0}, 0, 0, NULL, 0}

static const evcam_string modes[] = {TEXT("calm"), TEXT("wild")};

static const evcam_option options[] = {
    OPTION(EVCAM_OPTION_PATH, "record", "file that gets a line for each call"),
    OPTION(EVCAM_OPTION_BOOL, "details", "records tasks and workers too"),
    OPTION(EVCAM_OPTION_INT, "retry", "so many shutters answer RETRY first"),
    OPTION(EVCAM_OPTION_INT, "drop_at", "number of the shutter that answers DROP"),
    OPTION(EVCAM_OPTION_INT, "fatal_at", "number of the shutter that answers FATAL"),
    OPTION(EVCAM_OPTION_INT, "answer", "what every shutter answers"),
    OPTION(EVCAM_OPTION_STRING, "answers", "what shutters answer in turn, over and over: o, r or d"),
    OPTION(EVCAM_OPTION_INT, "create_answer", "what create answers"),
    OPTION(EVCAM_OPTION_INT, "start_answer", "what start answers"),
    OPTION(EVCAM_OPTION_INT, "cleanup_answer", "what cleanup answers"),
    OPTION(EVCAM_OPTION_INT, "announce", "descriptor that gets a byte when a shutter begins"),
    OPTION(EVCAM_OPTION_INT, "gate", "descriptor of which each shutter reads a byte before it goes on"),
    OPTION(EVCAM_OPTION_INT, "start_gate", "descriptor of which start reads a byte before it goes on"),
    OPTION(EVCAM_OPTION_BOOL, "spin", "each shutter runs until it is cancelled"),
    OPTION(EVCAM_OPTION_BOOL, "retain", "keeps each snapshot until the next, and asks for too many"),
    OPTION(EVCAM_OPTION_BOOL, "services", "tries the host's services at its start"),
    OPTION(EVCAM_OPTION_STRING, "error", "text for set_error"),
    OPTION(EVCAM_OPTION_STRING, "fault", "how a shutter dies or misbehaves, before it records anything"),
    OPTION(EVCAM_OPTION_INT, "fault_at", "number of the shutter that does"),
    OPTION(EVCAM_OPTION_PATH, "fault_mark", "made by the first fault; where it is there are no more"),
    OPTION(EVCAM_OPTION_STRING, "fault_in", "another function that does it instead: create, start, cleanup or flush"),
    {sizeof(evcam_option), EVCAM_OPTION_ENUM, 0, 0, TEXT("mode"), TEXT("shows an enum"), TEXT("calm"), 0, 0, modes, 2},
    {sizeof(evcam_option), EVCAM_OPTION_DURATION, EVCAM_OPTION_HAS_MIN | EVCAM_OPTION_HAS_MAX, 0, TEXT("pause"),
     TEXT("shows a range"), TEXT("1s"), 0, 60, NULL, 0},
    OPTION(EVCAM_OPTION_LIST, "words", "shows a list"),
};

typedef struct faulty {
    const evcam_host *host;
    int record;
    int details;
    int announce;
    int gate;
    int start_gate;
    int spin;
    int retain;
    int services;
    int64_t retry;
    int64_t drop_at;
    int64_t fatal_at;
    evcam_result answer;
    evcam_result start_answer;
    evcam_result cleanup_answer;
    char error[256];
    char answers[64];
    char fault[64];
    char fault_in[16];
    char fault_mark[512];
    int64_t fault_at;
    int64_t shutters;
    pthread_t thread;
    const evcam_snapshot *kept;
} faulty;

static int is(evcam_string text, const char *other) {
    return text.len == strlen(other) && memcmp(text.ptr, other, text.len) == 0;
}

static evcam_result answer(faulty *self, evcam_result result) {
    if (result != EVCAM_OK && self->error[0] != 0) {
        evcam_string text = {self->error, strlen(self->error)};
        self->host->set_error(self->host, result, text);
    }
    return result;
}

/* "-" for absent texts; a text that lacks its NUL shows. */
static const char *shown(evcam_string text) {
    if (text.ptr == NULL) return "-";
    return text.ptr[text.len] == 0 ? text.ptr : "(no NUL)";
}

static void read_option(faulty *self, const evcam_option_value *value) {
    if (is(value->name, "record")) self->record = open(value->text.ptr, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (is(value->name, "details")) self->details = (int)value->integer;
    if (is(value->name, "retry")) self->retry = value->integer;
    if (is(value->name, "drop_at")) self->drop_at = value->integer;
    if (is(value->name, "fatal_at")) self->fatal_at = value->integer;
    if (is(value->name, "answer")) self->answer = (evcam_result)value->integer;
    if (is(value->name, "start_answer")) self->start_answer = (evcam_result)value->integer;
    if (is(value->name, "cleanup_answer")) self->cleanup_answer = (evcam_result)value->integer;
    if (is(value->name, "announce")) self->announce = (int)value->integer;
    if (is(value->name, "gate")) self->gate = (int)value->integer;
    if (is(value->name, "start_gate")) self->start_gate = (int)value->integer;
    if (is(value->name, "spin")) self->spin = (int)value->integer;
    if (is(value->name, "retain")) self->retain = (int)value->integer;
    if (is(value->name, "services")) self->services = (int)value->integer;
    if (is(value->name, "answers")) snprintf(self->answers, sizeof(self->answers), "%s", value->text.ptr);
    if (is(value->name, "fault")) snprintf(self->fault, sizeof(self->fault), "%s", value->text.ptr);
    if (is(value->name, "fault_in")) snprintf(self->fault_in, sizeof(self->fault_in), "%s", value->text.ptr);
    if (is(value->name, "fault_mark")) snprintf(self->fault_mark, sizeof(self->fault_mark), "%s", value->text.ptr);
    if (is(value->name, "fault_at")) self->fault_at = value->integer;
    if (is(value->name, "error")) snprintf(self->error, sizeof(self->error), "%s", value->text.ptr);
}

/* Commits the fault, if it is to be here and was not yet. */
static evcam_result err_in(faulty *self, const char *function, const evcam_snapshot *snapshot) {
    const char *place = self->fault_in[0] != 0 ? self->fault_in : "shutter";
    if (self->fault[0] == 0 || strcmp(place, function) != 0 || self->shutters < self->fault_at) return EVCAM_OK;
    if (self->fault_mark[0] != 0) {
        int mark = open(self->fault_mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (mark < 0) return EVCAM_OK;
        close(mark);
    }
    return commit_fault(self->fault, self->host, snapshot);
}

static void destroy(void *instance) {
    faulty *self = instance;
    if (self->record >= 0) {
        dprintf(self->record, "destroy\n");
        close(self->record);
    }
    free(self);
}

static evcam_result create(const evcam_host *host, const evcam_options *given, void **instance) {
    faulty *self = calloc(1, sizeof(*self));
    if (self == NULL) return EVCAM_FATAL;
    self->host = host;
    self->record = self->announce = self->gate = self->start_gate = -1;
    self->thread = pthread_self();
    evcam_result result = EVCAM_OK;
    const char *at = (const char *)given->values;
    for (uint64_t i = 0; i < given->value_count; i++, at += given->value_stride) {
        const evcam_option_value *value = (const evcam_option_value *)at;
        read_option(self, value);
        if (is(value->name, "create_answer")) result = (evcam_result)value->integer;
    }
    if (result == EVCAM_OK) result = err_in(self, "create", NULL);
    if (self->record >= 0) {
        sigset_t blocked;
        pthread_sigmask(SIG_BLOCK, NULL, &blocked);
        dprintf(self->record, "create %s %s %s signals=%s\n", shown(host->name), shown(host->cluster),
                shown(host->version), sigismember(&blocked, SIGTERM) ? "blocked" : "open");
        at = (const char *)given->values;
        for (uint64_t i = 0; self->details && i < given->value_count; i++, at += given->value_stride) {
            const evcam_option_value *value = (const evcam_option_value *)at;
            dprintf(self->record, "option %s type=%u set=%u integer=%lld text=%s items=%llu last=%s\n", shown(value->name),
                    value->type, value->flags & EVCAM_OPTION_IS_SET, (long long)value->integer, shown(value->text),
                    (unsigned long long)value->item_count,
                    value->item_count ? shown(value->items[value->item_count - 1]) : "-");
        }
    }
    if (result != EVCAM_OK) {
        answer(self, result);
        destroy(self);
        return result;
    }
    *instance = self;
    return EVCAM_OK;
}

/* From a thread of the camera's own: what is refused there, and what is not. */
static void *elsewhere(void *context) {
    faulty *self = context;
    evcam_string name = TEXT("elsewhere"), message = TEXT("from a thread of its own");
    self->host->metric(self->host, name, self->host->make_data_dir(self->host));
    self->host->set_error(self->host, EVCAM_RETRY, message);
    return NULL;
}

static void try_services(faulty *self) {
    const evcam_host *host = self->host;
    evcam_string message = TEXT("hello"), name = TEXT("answer"), value = TEXT("text"), unknown = TEXT("evcam.none/1");
    evcam_attribute attributes[2];
    memset(attributes, 0, sizeof(attributes));
    attributes[0].name = name;
    attributes[0].kind = EVCAM_VALUE_INT;
    attributes[0].integer = 42;
    attributes[1].name = value;
    attributes[1].kind = EVCAM_VALUE_STRING;
    attributes[1].text = value;
    host->log(host, EVCAM_LOG_NOTICE, message, attributes, 2);
    host->metric(host, name, 42);
    for (int i = 0; i < 100; i++) {
        char text[16];
        evcam_string many = {text, (uint64_t)snprintf(text, sizeof(text), "metric%d", i)};
        host->metric(host, many, i);
    }
    pthread_t thread;
    if (pthread_create(&thread, NULL, elsewhere, self) == 0) pthread_join(thread, NULL);
    evcam_result made = host->make_data_dir(host);
    if (self->record >= 0) {
        dprintf(self->record, "services data_dir=%s made=%d extension=%s cancelled=%d\n", shown(host->data_dir), made,
                host->get_extension(host, unknown) == NULL ? "none" : "some", host->cancelled(host));
    }
}

static evcam_result start(void *instance) {
    faulty *self = instance;
    if (self->record >= 0) dprintf(self->record, "start\n");
    char byte;
    if (self->start_gate >= 0 && read(self->start_gate, &byte, 1) < 0) return EVCAM_FATAL;
    if (self->services) try_services(self);
    evcam_result faulted = err_in(self, "start", NULL);
    if (faulted != EVCAM_OK) return answer(self, faulted);
    return answer(self, self->start_answer);
}

static void record_details(faulty *self, const evcam_snapshot *snapshot) {
    const char *at = (const char *)snapshot->changed;
    for (uint64_t i = 0; i < snapshot->changed_count; i++, at += snapshot->task_stride) {
        const evcam_task *task = (const evcam_task *)at;
        dprintf(self->record, "  changed %s name=%s state=%s worker=%s revision=%llu flags=%u args=%s\n",
                shown(task->uuid), shown(task->name), shown(task->state), shown(task->worker),
                (unsigned long long)task->revision, task->flags, shown(task->args));
        const char *next = (const char *)task->attributes;
        for (uint64_t j = 0; j < task->attribute_count; j++, next += task->attribute_stride) {
            const evcam_attribute *attribute = (const evcam_attribute *)next;
            dprintf(self->record, "    attribute %s kind=%u text=%s integer=%lld\n", shown(attribute->name),
                    attribute->kind, shown(attribute->text), (long long)attribute->integer);
        }
    }
    at = (const char *)snapshot->removed;
    for (uint64_t i = 0; i < snapshot->removed_count; i++, at += snapshot->removed_stride) {
        const evcam_removed *removed = (const evcam_removed *)at;
        dprintf(self->record, "  removed %s reason=%u revision=%llu\n", shown(removed->id), removed->reason,
                (unsigned long long)removed->revision);
    }
    at = (const char *)snapshot->workers;
    for (uint64_t i = 0; i < snapshot->worker_count; i++, at += snapshot->worker_stride) {
        const evcam_worker *worker = (const evcam_worker *)at;
        dprintf(self->record, "  worker %s flags=%u heartbeats=%u active=%lld\n", shown(worker->hostname), worker->flags,
                worker->heartbeat_count, (long long)worker->active);
    }
    at = (const char *)snapshot->task_counts;
    for (uint64_t i = 0; i < snapshot->task_count_count; i++, at += snapshot->task_count_stride) {
        const evcam_task_count *count = (const evcam_task_count *)at;
        dprintf(self->record, "  count %s %s %llu\n", shown(count->name), shown(count->state),
                (unsigned long long)count->count);
    }
    at = (const char *)snapshot->counters;
    for (uint64_t i = 0; i < snapshot->counter_count; i++, at += snapshot->counter_stride) {
        const evcam_counter *counter = (const evcam_counter *)at;
        dprintf(self->record, "  counter %s %s %s %llu\n", shown(counter->type), shown(counter->task),
                shown(counter->hostname), (unsigned long long)counter->count);
    }
    at = (const char *)snapshot->losses;
    for (uint64_t i = 0; i < snapshot->loss_count; i++, at += snapshot->loss_stride) {
        const evcam_loss *loss = (const evcam_loss *)at;
        dprintf(self->record, "  loss %s %llu\n", shown(loss->cause), (unsigned long long)loss->count);
    }
    at = (const char *)snapshot->gaps;
    for (uint64_t i = 0; i < snapshot->gap_count; i++, at += snapshot->gap_stride) {
        const evcam_gap *gap = (const evcam_gap *)at;
        dprintf(self->record, "  gap %s %.1f\n", shown(gap->cause), gap->from);
    }
    at = (const char *)snapshot->lanes;
    for (uint64_t i = 0; i < snapshot->lane_count; i++, at += snapshot->lane_stride) {
        const evcam_lane *lane = (const evcam_lane *)at;
        dprintf(self->record, "  lane %s %s shutters=%llu ok=%llu\n", shown(lane->name), shown(lane->camera),
                (unsigned long long)lane->shutters, (unsigned long long)lane->ok);
    }
}

static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
    faulty *self = instance;
    char byte = 'x';
    self->shutters++;
    evcam_result faulted = err_in(self, "shutter", snapshot);
    if (faulted != EVCAM_OK) return answer(self, faulted);
    if (self->announce >= 0 && write(self->announce, &byte, 1) != 1) return EVCAM_FATAL;
    if (self->gate >= 0 && read(self->gate, &byte, 1) < 0) return EVCAM_FATAL;
    if (self->record >= 0) {
        dprintf(self->record,
                "shutter %llu epoch=%s base=%llu revision=%llu flags=%u changed=%llu removed=%llu tasks=%llu%s\n",
                (unsigned long long)snapshot->sequence, shown(snapshot->epoch),
                (unsigned long long)snapshot->base_revision, (unsigned long long)snapshot->revision, snapshot->flags,
                (unsigned long long)snapshot->changed_count, (unsigned long long)snapshot->removed_count,
                (unsigned long long)snapshot->task_count,
                pthread_equal(self->thread, pthread_self()) ? "" : " WRONG THREAD");
        if (self->details) record_details(self, snapshot);
    }
    if (self->retain) {
        if (self->kept != NULL) {
            if (self->record >= 0) dprintf(self->record, "kept %llu\n", (unsigned long long)self->kept->sequence);
            self->host->release(self->host, self->kept);
        }
        evcam_result first = self->host->retain(self->host, snapshot), second = self->host->retain(self->host, snapshot),
                     third = self->host->retain(self->host, snapshot);
        self->host->release(self->host, snapshot);
        self->kept = snapshot;
        if (self->record >= 0) dprintf(self->record, "retain %d %d %d\n", first, second, third);
    }
    while (self->spin && !self->host->cancelled(self->host)) {
        struct timespec moment = {0, 1000000};
        nanosleep(&moment, NULL);
    }
    if (self->spin) return answer(self, EVCAM_RETRY);
    if (self->answers[0] != 0) {
        char turn = self->answers[(uint64_t)(self->shutters - 1) % strlen(self->answers)];
        if (turn != 'o') return answer(self, turn == 'r' ? EVCAM_RETRY : EVCAM_DROP);
    }
    if (self->shutters <= self->retry) return answer(self, EVCAM_RETRY);
    if (self->shutters == self->drop_at) return answer(self, EVCAM_DROP);
    if (self->shutters == self->fatal_at) return answer(self, EVCAM_FATAL);
    return answer(self, self->answer);
}

static evcam_result cleanup(void *instance, const evcam_cleanup *given, uint64_t *deleted) {
    faulty *self = instance;
    *deleted = 3;
    evcam_result faulted = err_in(self, "cleanup", NULL);
    if (faulted != EVCAM_OK) return answer(self, faulted);
    if (self->record >= 0) dprintf(self->record, "cleanup %.1f\n", given->now);
    return answer(self, self->cleanup_answer);
}

static evcam_result flush(void *instance, uint64_t deadline_ns) {
    faulty *self = instance;
    evcam_result faulted = err_in(self, "flush", NULL);
    if (faulted != EVCAM_OK) return answer(self, faulted);
    if (self->record >= 0) dprintf(self->record, "flush %s\n", deadline_ns > 0 ? "in time" : "at once");
    return EVCAM_OK;
}

static void stop(void *instance) {
    faulty *self = instance;
    if (self->record >= 0) dprintf(self->record, "stop\n");
}

static const evcam_camera description = {
    .size = sizeof(evcam_camera),
    .abi_major = EVCAM_ABI_MAJOR,
    .abi_minor = EVCAM_ABI_MINOR,
    .min_host_minor = 0,
    .flags = EVCAM_CAMERA_WANTS_TASKS | EVCAM_CAMERA_WANTS_TASK_COUNTS | EVCAM_CAMERA_WANTS_COUNTERS,
    .option_stride = sizeof(evcam_option),
    .id = TEXT("faulty"),
    .version = TEXT("1.0"),
    .summary = TEXT("misbehaves as told"),
    .author = TEXT("evcam's tests"),
    .license = TEXT("Apache-2.0"),
    .options = options,
    .option_count = sizeof(options) / sizeof(options[0]),
    .create = create,
    .start = start,
    .shutter = shutter,
    .cleanup = cleanup,
    .flush = flush,
    .stop = stop,
    .destroy = destroy,
};

EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor;
    return host_major == EVCAM_ABI_MAJOR ? &description : NULL;
}

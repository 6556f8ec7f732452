/* SPDX-License-Identifier: Apache-2.0
 *
 * A camera that is right, unless the variable FAULT names a check: then it does what just that check finds; or what is
 * in the way of most checks: crash, hang (in shutter), refuse (in start).
 * What stands in the file itself is chosen by the compiler's -D: FAULT_SECTION, FAULT_NO_SECTION,
 * FAULT_EXPORTS, FAULT_UNDEFINED. */
#define _GNU_SOURCE
#include <evcam/camera.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(FAULT_SECTION)
__attribute__((section(".evcam.abi"), EVCAM_KEEP, visibility("hidden"))) const evcam_abi_note note = {
    EVCAM_ABI_MAGIC, EVCAM_ABI_MAJOR, 7, 0, 0};
#elif !defined(FAULT_NO_SECTION)
EVCAM_DECLARE_ABI(0);
#endif

#if defined(FAULT_EXPORTS)
__attribute__((visibility("default"))) int helper_of_the_camera(void) { return 1; }
#endif
#if defined(FAULT_UNDEFINED)
extern int function_of_no_library(void);
#endif

#define TEXT(literal) {literal, sizeof(literal) - 1}

/* Whether the camera is to have the fault that this check finds. */
static int has(const char *check) {
    const char *fault = getenv("FAULT");
    return fault != NULL && strcmp(fault, check) == 0;
}

static int same(evcam_string text, const char *other) {
    return text.ptr != NULL && text.len == strlen(other) && memcmp(text.ptr, other, text.len) == 0;
}

static void pause_for(double seconds) {
    struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

typedef struct faulty {
    const evcam_host *host;
    char *path;
    char target[128];
    int is_odd;   /* its options are not all as they should be */
    int is_first; /* of the process */
    int was_started, has_failed, leaked;
    const evcam_snapshot *last;
    char last_uuid[40], last_epoch[64];
    uint64_t shutters, last_sequence, last_base, last_revision;
} faulty;

static int made, alive;
static char version[] = "1.0.0";

static evcam_result answer(const faulty *self, evcam_result code, const char *why) {
    evcam_string message = {why, strlen(why)};
    self->host->set_error(self->host, code, message);
    return code;
}

static evcam_result create(const evcam_host *host, const evcam_options *options, void **instance) {
    faulty *self = calloc(1, sizeof *self);
    const char *at = (const char *)options->values;
    int levels = 0, modes = 0;
    if (self == NULL) return EVCAM_FATAL;
    self->host = host;
    for (uint64_t i = 0; i < options->value_count; i++, at += options->value_stride) {
        const evcam_option_value *value = (const evcam_option_value *)at;
        if (same(value->name, "path") && value->type == EVCAM_OPTION_PATH && value->text.ptr != NULL)
            self->path = strndup(value->text.ptr, value->text.len);
        if (same(value->name, "level")) {
            levels++;
            if (value->type != EVCAM_OPTION_INT) {
                if (has("options.wrong-type")) abort();
                self->is_odd = 1;
            } else if (value->integer < 0 || value->integer > 9) {
                return answer(self, EVCAM_CONFIG, "level must be 0 to 9");
            } else if (value->integer == 9 && has("options.limits")) {
                return answer(self, EVCAM_FATAL, "so high a level makes dizzy");
            }
        }
        if (same(value->name, "mode")) {
            modes++;
            if (value->type != EVCAM_OPTION_ENUM) self->is_odd = 1;
            else if (!same(value->text, "fast") && !same(value->text, "safe"))
                return has("options.bad-config") ? EVCAM_CONFIG : answer(self, EVCAM_CONFIG, "mode is fast or safe");
        }
        if (same(value->name, "target") && value->type == EVCAM_OPTION_URL && value->text.len < sizeof self->target)
            memcpy(self->target, value->text.ptr, value->text.len);
    }
    if (levels == 0 && has("options.missing")) abort();
    if (levels == 0 || modes == 0) self->is_odd = 1;
    if (self->path != NULL && self->path[0] == 0) self->is_odd = 1;
    if (self->path == NULL) return answer(self, EVCAM_CONFIG, "path is missing");
    if (has("structs.newer-host") && host->size != sizeof(evcam_host))
        return answer(self, EVCAM_FATAL, "this is not the host I was built for");
    if (has("structs.oldest-host") && ((const volatile uint64_t *)host)[sizeof(evcam_host) / 8] == 42)
        return answer(self, EVCAM_FATAL, "an unlikely number stands behind the host");
    if (alive > 0 && has("life.two-instances")) return answer(self, EVCAM_FATAL, "there is one already");
    if (has("life.cycles")) {
        void *volatile lost = malloc(4096);
        (void)lost;
    }
    self->is_first = made++ == 0;
    self->leaked = -1;
    alive++;
    *instance = self;
    return EVCAM_OK;
}

static void lock_path(const faulty *self, char *path, size_t size) { snprintf(path, size, "%s.lock", self->path); }

static evcam_result append(faulty *self) {
    int file = open(self->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0) return EVCAM_RETRY;
    /* Only processes of cameras may gain no rights. */
    const char *line = has("isolation.same") && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? "y\n" : "x\n";
    int failed = write(file, line, 2) != 2;
    return close(file) != 0 || failed ? EVCAM_RETRY : EVCAM_OK;
}

static void ignore(int number) { (void)number; }

static evcam_result start(void *instance) {
    faulty *self = instance;
    char lock[4096];
    if (has("refuse")) return answer(self, EVCAM_CONFIG, "not on a Sunday");
    self->was_started = 1;
    if (append(self) != EVCAM_OK) {
        self->has_failed = 1;
        return has("options.bad-path") ? EVCAM_CONFIG : answer(self, EVCAM_CONFIG, "cannot write to path");
    }
    if (has("backend.refused") && strcmp(self->target, "http://127.0.0.1:1/") == 0)
        return answer(self, EVCAM_FATAL, "connection refused");
    if (has("kill.shutter")) {
        lock_path(self, lock, sizeof lock);
        int file = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (file < 0) return answer(self, EVCAM_CONFIG, "somebody else has locked the file");
        close(file);
    }
    if (has("process.children")) {
        pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
    }
    if (has("process.signals")) signal(SIGUSR1, ignore);
    if (has("process.surroundings")) umask(0007);
    if (has("process.cloexec")) self->leaked = open("/dev/null", O_RDONLY);
    return EVCAM_OK;
}

static void *elsewhere(void *context) {
    faulty *self = context;
    answer(self, EVCAM_RETRY, "from a thread of my own");
    return NULL;
}

/* Faults that a single task brings out; NULL: none. */
static const char *judge(const evcam_task *task) {
    static const char nul[] = "be\0hind", odd[] = "\xFF\xFE\x61", last[] = "\xF4\x8F\xBF\xBF";
    if (has("values.absent") && *(const volatile char *)task->name.ptr == 0) return "a task without a name";
    if (has("values.extreme") && task->retries == INT64_MAX) return "so many retries";
    if (has("text.nul") && task->args.len == sizeof nul - 1 && memcmp(task->args.ptr, nul, sizeof nul - 1) == 0)
        return "a NUL in a text";
    if (has("text.invalid") && task->args.len == sizeof odd - 1 && memcmp(task->args.ptr, odd, sizeof odd - 1) == 0)
        return "broken UTF-8";
    if (has("text.unicode") && task->args.len > 60 && memmem(task->args.ptr, task->args.len, last, 4) != NULL)
        return "a character beyond all";
    if (has("text.large") && task->args.len >= 1u << 20) return "so long a text";
    if (has("random.lives") && task->client.ptr != NULL && !same(task->client, "gen1@shop-web")) return "what a client";
    if (has("values.attributes")) {
        const char *at = (const char *)task->attributes;
        for (uint64_t i = 0; i < task->attribute_count; i++, at += task->attribute_stride)
            if (((const evcam_attribute *)at)->kind > EVCAM_VALUE_JSON) return "an unknown kind of attribute";
    }
    return NULL;
}

/* Faults that the delta as a whole brings out; NULL: none. */
static const char *judge_delta(const faulty *self, const evcam_snapshot *snapshot) {
    const evcam_task *first = snapshot->changed_count > 0 ? snapshot->changed : NULL;
    int is_full = (snapshot->flags & EVCAM_SNAPSHOT_FULL_RESYNC) != 0;
    if (has("delta.replayed") && is_full && snapshot->flags & EVCAM_SNAPSHOT_FINAL) return "all at once, at the end";
    if (has("delta.twice") && first != NULL && self->last_sequence == snapshot->sequence &&
        self->last_base == snapshot->base_revision && self->last_revision == snapshot->revision &&
        same(first->uuid, self->last_uuid) && same(snapshot->epoch, self->last_epoch))
        return "duplicate key";
    if (has("delta.merged") && self->last_revision == 5 && snapshot->base_revision == 3) return "that was there before";
    if (has("delta.full-resync") && is_full && first == NULL && snapshot->revision > 0) return "everything is gone";
    if (has("delta.gap") && snapshot->base_revision > self->last_revision + 900) return "something is missing";
    if (has("delta.unknown-removed") && first == NULL && snapshot->removed_count > 0) return "no such task";
    if (has("delta.come-again") && first != NULL && snapshot->removed_count > 0 && first->uuid.len > 18 &&
        memcmp(first->uuid.ptr, "00000000-0000-4000", 18) == 0)
        return "here and gone at once";
    if (has("delta.new-epoch") && self->shutters > 0 && !same(snapshot->epoch, self->last_epoch)) return "another epoch";
    if (has("snapshot.large") && snapshot->changed_count >= 2000) return "too many tasks";
    if (has("snapshot.empty") && *(const volatile uint64_t *)snapshot->lanes == 42) return "an unlikely lane";
    return NULL;
}

static void remember(faulty *self, const evcam_snapshot *snapshot) {
    self->shutters++;
    self->last = snapshot;
    self->last_sequence = snapshot->sequence;
    self->last_base = snapshot->base_revision;
    self->last_revision = snapshot->revision;
    snprintf(self->last_epoch, sizeof self->last_epoch, "%s", snapshot->epoch.ptr);
    if (snapshot->changed_count > 0)
        snprintf(self->last_uuid, sizeof self->last_uuid, "%s", snapshot->changed->uuid.ptr);
}

static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
    faulty *self = instance;
    const char *at = (const char *)snapshot->changed, *why = judge_delta(self, snapshot);
    if (has("crash")) abort();
    while (has("hang")) pause();
    uint64_t stride = has("structs.stride") ? sizeof(evcam_task) : snapshot->task_stride;
    for (uint64_t i = 0; why == NULL && i < snapshot->changed_count; i++, at += stride) {
        const evcam_task *task = (const evcam_task *)at;
        if (*(const volatile char *)task->uuid.ptr == '~') return EVCAM_DROP;
        if (has("memory.read-only")) *(volatile uint32_t *)&task->flags = task->flags;
        why = judge(task);
    }
    if (why != NULL) return answer(self, EVCAM_FATAL, why);
    if (has("memory.after-return") && self->last != NULL && *(const volatile uint32_t *)self->last == 0)
        return EVCAM_FATAL;
    if (has("memory.retain")) self->host->retain(self->host, snapshot);
    if (has("cancel.honoured") && self->host->cancelled(self->host)) return answer(self, EVCAM_FATAL, "cancelled");
    if (has("process.exit")) exit(3);
    if (has("threads.host-calls")) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, elsewhere, self) == 0) pthread_join(thread, NULL);
    }
    remember(self, snapshot);
    if (append(self) == EVCAM_OK) return EVCAM_OK;
    return answer(self, has("backend.gone") ? EVCAM_FATAL : EVCAM_RETRY, "cannot write to path");
}

static evcam_result cleanup(void *instance, const evcam_cleanup *given, uint64_t *deleted) {
    faulty *self = instance;
    *deleted = has("cleanup.empty") && self->shutters == 0 ? 5 : 0;
    if (has("cleanup.large") && given->now > 4e9) return answer(self, EVCAM_FATAL, "so far in the future");
    if (has("cleanup.repeated") && given->now < 0) return answer(self, EVCAM_FATAL, "before all time");
    return EVCAM_OK;
}

static evcam_result flush(void *instance, uint64_t deadline_ns) {
    if (has("flush.deadline") && deadline_ns > 0 && deadline_ns < 1000000000) pause_for(3.5);
    if (has("life.whole")) return answer(instance, EVCAM_FATAL, "it will not flush");
    return EVCAM_OK;
}

static void stop(void *instance) {
    faulty *self = instance;
    char lock[4096];
    if (has("kill.shutter")) {
        lock_path(self, lock, sizeof lock);
        unlink(lock);
    }
    if (has("descriptor.stable")) version[0] = '2';
    if (self->leaked >= 0) close(self->leaked);
    self->leaked = -1;
}

static void destroy(void *instance) {
    faulty *self = instance;
    if (self->has_failed && has("life.failed-start")) abort();
    if (!self->was_started && self->is_first && !self->is_odd && has("life.create-destroy")) abort();
    alive--;
    free(self->path);
    free(self);
}

static const void *get_extension(evcam_string id) {
    (void)id;
    return has("extension.unknown") ? version : NULL;
}

static const evcam_string modes[] = {TEXT("fast"), TEXT("safe")};
static evcam_option options[] = {
    {sizeof(evcam_option), EVCAM_OPTION_PATH, EVCAM_OPTION_REQUIRED, 0, TEXT("path"), TEXT("the file to append to"),
     {NULL, 0}, 0, 0, NULL, 0},
    {sizeof(evcam_option), EVCAM_OPTION_INT, EVCAM_OPTION_HAS_MIN | EVCAM_OPTION_HAS_MAX, 0, TEXT("level"),
     TEXT("how much"), TEXT("5"), 0, 9, NULL, 0},
    {sizeof(evcam_option), EVCAM_OPTION_ENUM, 0, 0, TEXT("mode"), TEXT("how"), TEXT("fast"), 0, 0, modes, 2},
    {sizeof(evcam_option), EVCAM_OPTION_URL, 0, 0, TEXT("target"), TEXT("where to"), TEXT("http://127.0.0.1:9/"), 0, 0,
     NULL, 0},
};
static evcam_camera camera = {
    sizeof(evcam_camera), EVCAM_ABI_MAJOR, EVCAM_ABI_MINOR, 0, EVCAM_CAMERA_WANTS_TASKS, sizeof(evcam_option),
    TEXT("faulty"), {version, sizeof version - 1}, TEXT("does what one check finds"), TEXT("evcam's tests"),
    TEXT("Apache-2.0"), options, sizeof options / sizeof options[0],
    create, start, shutter, cleanup, flush, stop, destroy, get_extension,
};
static evcam_camera another;
static pthread_t first_thread;
static pthread_mutex_t entering = PTHREAD_MUTEX_INITIALIZER;

/* The texts of the description, changed as the fault wants it. */
static void spoil(void) {
    static const evcam_string id = TEXT("Faulty Camera"), name = TEXT("level"), word = TEXT("eleven"), none = TEXT("");
    if (has("descriptor.valid")) camera.id = id;
    if (has("options.schema")) options[2].name = name;
    if (has("options.defaults")) options[1].default_value = word;
    if (has("options.documented")) options[1].summary = none;
    another = camera;
}

EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
    static int calls;
    const evcam_camera *found = &camera;
#if defined(FAULT_UNDEFINED)
    function_of_no_library();
#endif
    pthread_mutex_lock(&entering);
    if (calls++ == 0) {
        first_thread = pthread_self();
        spoil();
        if (has("load.quiet")) printf("the camera greets everybody\n");
    }
    if (has("entry.threads") && !pthread_equal(first_thread, pthread_self())) found = &another;
    if (has("entry.twice") && pthread_equal(first_thread, pthread_self()) && calls == 50) found = &another;
    pthread_mutex_unlock(&entering);
    if (calls <= 3 && has("entry.fast")) pause_for(0.6);
    if (host_major != EVCAM_ABI_MAJOR && !has("entry.unknown-major")) return NULL;
    if (host_minor > EVCAM_ABI_MINOR && has("entry.host-minor")) return NULL;
    return found;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest useful camera: it counts what it sees and keeps the figures in a file.
 * It is the text of docs/writing-a-camera.md and builds without evcam's sources:
 *
 *     cc -std=c11 -O2 -fPIC -shared -I include -o libevcam-camera-minimal.so minimal.c */
#include <evcam/camera.h> /* the only header a camera needs */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lets the host read the ABI's version from the file before it runs any of our code. */
EVCAM_DECLARE_ABI(0);

/* A literal as the ABI's string: pointer and length. */
#define TEXT(literal) {literal, sizeof(literal) - 1}

/* One instance. There may be several: no globals that change. */
typedef struct minimal {
    const evcam_host *host; /* good until `destroy` returns */
    char *path;             /* a copy: option values die with `create` */
    char *temporary;        /* path + ".tmp" */
    uint64_t shutters, changed, removed, workers, failures;
} minimal;

/* Tells the host why we are about to return `code`; the host copies the text. */
static evcam_result fail(const minimal *self, evcam_result code, const char *what, int error) {
    char text[512];
    evcam_string message;
    snprintf(text, sizeof text, "cannot %s %s: %s", what, self->path, strerror(error));
    message.ptr = text;
    message.len = strlen(text);
    self->host->set_error(self->host, code, message);
    return code;
}

/* Frees the instance. Follows also after a `start` that failed. */
static void minimal_destroy(void *instance) {
    minimal *self = (minimal *)instance;
    free(self->path);
    free(self->temporary);
    free(self);
}

/* Makes an instance from the options. Touches no file: `evcam check` comes this far. */
static evcam_result minimal_create(const evcam_host *host, const evcam_options *options, void **instance) {
    static const evcam_string missing = TEXT("option `path` is missing: name the file to write");
    const char *at = (const char *)options->values; /* values stand `value_stride` bytes apart */
    const evcam_string *path = NULL;
    minimal *self;
    for (uint64_t i = 0; i < options->value_count; i++, at += options->value_stride) {
        const evcam_option_value *value = (const evcam_option_value *)at;
        if (value->name.len == 4 && memcmp(value->name.ptr, "path", 4) == 0) path = &value->text;
    }
    if (path == NULL || path->ptr == NULL) { /* the host checks, but be sure */
        host->set_error(host, EVCAM_CONFIG, missing);
        return EVCAM_CONFIG;
    }
    self = (minimal *)calloc(1, sizeof *self);
    if (self == NULL) return EVCAM_FATAL;
    self->host = host;
    self->path = (char *)malloc(path->len + 1);
    self->temporary = (char *)malloc(path->len + 5);
    if (self->path == NULL || self->temporary == NULL) {
        minimal_destroy(self);
        return EVCAM_FATAL;
    }
    memcpy(self->path, path->ptr, path->len); /* not every text ends where its NUL is: use the length */
    self->path[path->len] = '\0';
    memcpy(self->temporary, self->path, path->len);
    memcpy(self->temporary + path->len, ".tmp", 5);
    *instance = self;
    return EVCAM_OK;
}

/* Writes the figures beside the file and renames, so that a reader sees the old or the new
 * picture, never half of one. `code` is what a failure means. */
static evcam_result write_figures(const minimal *self, evcam_result code) {
    int failed;
    FILE *file = fopen(self->temporary, "w");
    if (file == NULL) return fail(self, code, "write beside", errno);
    fprintf(file, "shutters %llu\n", (unsigned long long)self->shutters);
    fprintf(file, "changed %llu\n", (unsigned long long)self->changed);
    fprintf(file, "removed %llu\n", (unsigned long long)self->removed);
    fprintf(file, "workers %llu\n", (unsigned long long)self->workers);
    fprintf(file, "failures %llu\n", (unsigned long long)self->failures);
    failed = ferror(file);
    if (fclose(file) != 0 || failed) return fail(self, code, "write", errno);
    if (rename(self->temporary, self->path) != 0) return fail(self, code, "replace", errno);
    return EVCAM_OK;
}

/* Opens what the camera needs; here: see that the file can be written at all. If it cannot,
 * the option is wrong, and the program says so and does not start. */
static evcam_result minimal_start(void *instance) {
    return write_figures((const minimal *)instance, EVCAM_CONFIG);
}

/* Takes the picture. The snapshot belongs to the host and is gone when we return. */
static evcam_result minimal_shutter(void *instance, const evcam_snapshot *snapshot) {
    minimal *self = (minimal *)instance;
    const minimal before = *self; /* what to go back to, should writing fail */
    const char *at = (const char *)snapshot->changed; /* walk by the stride, not by sizeof */
    evcam_result result;
    for (uint64_t i = 0; i < snapshot->changed_count; i++, at += snapshot->task_stride) {
        const evcam_task *task = (const evcam_task *)at;
        if (task->state.len == 7 && memcmp(task->state.ptr, "FAILURE", 7) == 0) self->failures++;
    }
    self->shutters++;
    self->changed += snapshot->changed_count;
    self->removed += snapshot->removed_count;
    self->workers = snapshot->worker_count; /* all workers come at every shutter */
    result = write_figures(self, EVCAM_RETRY); /* a full disk is no reason to give up */
    if (result != EVCAM_OK) *self = before; /* the delta comes again: do not count it twice */
    return result; /* OK only now: the figures survive a kill -9 */
}

/* What the host prints, checks and calls. Lives as long as the library and never changes. */
static const evcam_option options[] = {
    {sizeof(evcam_option), EVCAM_OPTION_PATH, EVCAM_OPTION_REQUIRED, 0, TEXT("path"),
     TEXT("the file that holds the figures"), {NULL, 0}, 0, 0, NULL, 0},
};
static const evcam_camera camera = {
    sizeof(evcam_camera), EVCAM_ABI_MAJOR, EVCAM_ABI_MINOR, 0, /* min_host_minor */
    0,                                                         /* flags: the delta is enough */
    sizeof(evcam_option), TEXT("minimal"), TEXT("0.1.0"), TEXT("counts what it sees into a file"),
    TEXT("evcam"), TEXT("Apache-2.0"), options, sizeof options / sizeof options[0],
    minimal_create, minimal_start, minimal_shutter,
    NULL, /* cleanup: nothing grows old */
    NULL, /* flush: nothing is buffered */
    NULL, /* stop: nothing stays open */
    minimal_destroy,
    NULL, /* get_extension: none */
};

/* The one exported function. Answers any number of times, on any thread. */
EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor; /* we need nothing that a later minor brought */
    return host_major == EVCAM_ABI_MAJOR ? &camera : NULL;
}

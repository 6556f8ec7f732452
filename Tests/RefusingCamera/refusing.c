/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "refusing.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

EVCAM_DECLARE_ABI(0);

#define TEXT(literal) {(literal), sizeof(literal) - 1}

/* The jsonl camera, and ours, which has its options. */
static const evcam_camera *jsonl;
static evcam_camera description;

typedef struct refusing {
    const evcam_host *host;
    void *inner;
    char sign[4096];
} refusing;

static evcam_result create(const evcam_host *host, const evcam_options *options, void **instance) {
    refusing *self = calloc(1, sizeof(*self));
    if (self == NULL) return EVCAM_FATAL;
    self->host = host;
    const char *at = (const char *)options->values;
    for (uint64_t i = 0; i < options->value_count; i++, at += options->value_stride) {
        const evcam_option_value *value = (const evcam_option_value *)at;
        if (strcmp(value->name.ptr, "path") == 0) {
            snprintf(self->sign, sizeof(self->sign), "%s.refuse", value->text.ptr);
        }
    }
    evcam_result result = jsonl->create(host, options, &self->inner);
    if (result == EVCAM_OK) {
        *instance = self;
    } else {
        free(self);
    }
    return result;
}

static evcam_result start(void *instance) { return jsonl->start(((refusing *)instance)->inner); }

static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
    refusing *self = instance;
    if (access(self->sign, F_OK) == 0) {
        evcam_string why = TEXT("told to refuse");
        self->host->set_error(self->host, EVCAM_RETRY, why);
        return EVCAM_RETRY;
    }
    return jsonl->shutter(self->inner, snapshot);
}

static evcam_result cleanup(void *instance, const evcam_cleanup *given, uint64_t *deleted) {
    return jsonl->cleanup != NULL ? jsonl->cleanup(((refusing *)instance)->inner, given, deleted) : EVCAM_OK;
}

static evcam_result flush(void *instance, uint64_t deadline_ns) {
    return jsonl->flush != NULL ? jsonl->flush(((refusing *)instance)->inner, deadline_ns) : EVCAM_OK;
}

static void stop(void *instance) {
    if (jsonl->stop != NULL) jsonl->stop(((refusing *)instance)->inner);
}

static void destroy(void *instance) {
    jsonl->destroy(((refusing *)instance)->inner);
    free(instance);
}

/* The library of the jsonl camera, which the build puts beside this one. */
static const evcam_camera *find(uint32_t host_major, uint32_t host_minor) {
    Dl_info own;
    char path[4096];
    if (dladdr(&description, &own) == 0) return NULL;
    const char *slash = strrchr(own.dli_fname, '/');
    int folder = slash == NULL ? 0 : (int)(slash - own.dli_fname + 1);
    snprintf(path, sizeof(path), "%.*slibevcam-camera-jsonl.so", folder, own.dli_fname);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return NULL;
    evcam_camera_entry_function entry;
    *(void **)&entry = dlsym(library, "evcam_camera_entry");
    return entry == NULL ? NULL : entry(host_major, host_minor);
}

EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
    if (jsonl == NULL) {
        jsonl = find(host_major, host_minor);
        if (jsonl == NULL) return NULL;
        memcpy(&description, jsonl, sizeof(description));
        evcam_string id = TEXT("refusing"), summary = TEXT("the jsonl camera, as long as it likes");
        description.id = id;
        description.summary = summary;
        description.create = create;
        description.start = start;
        description.shutter = shutter;
        description.cleanup = cleanup;
        description.flush = flush;
        description.stop = stop;
        description.destroy = destroy;
    }
    return &description;
}

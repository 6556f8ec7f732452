/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <stdlib.h>

EVCAM_DECLARE_ABI(0);

#define TEXT(literal) {(literal), sizeof(literal) - 1}

static evcam_result create(const evcam_host *host, const evcam_options *given, void **instance) {
    (void)host;
    (void)given;
    *instance = calloc(1, sizeof(uint64_t));
    return *instance == NULL ? EVCAM_FATAL : EVCAM_OK;
}

static evcam_result start(void *instance) {
    (void)instance;
    return EVCAM_OK;
}

/* A byte of each text, as a camera that filters would. */
static uint64_t look(const evcam_task *tasks, uint64_t count, uint32_t stride) {
    uint64_t sum = 0;
    const char *at = (const char *)tasks;
    for (uint64_t i = 0; i < count; i++, at += stride) {
        const evcam_task *task = (const evcam_task *)at;
        sum += task->revision + task->uuid.len + (task->name.len ? (unsigned char)task->name.ptr[0] : 0) +
               (task->state.len ? (unsigned char)task->state.ptr[0] : 0) +
               (task->args.len ? (unsigned char)task->args.ptr[0] : 0) +
               (task->kwargs.len ? (unsigned char)task->kwargs.ptr[0] : 0);
    }
    return sum;
}

static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
    uint64_t *sum = instance;
    *sum += look(snapshot->changed, snapshot->changed_count, snapshot->task_stride);
    *sum += look(snapshot->tasks, snapshot->task_count, snapshot->task_stride);
    return EVCAM_OK;
}

static void destroy(void *instance) { free(instance); }

static const evcam_camera description = {
    .size = sizeof(evcam_camera),
    .abi_major = EVCAM_ABI_MAJOR,
    .abi_minor = EVCAM_ABI_MINOR,
    .option_stride = sizeof(evcam_option),
#ifdef READS_ALL
    .flags = EVCAM_CAMERA_WANTS_TASKS,
    .id = TEXT("reader-full"),
#else
    .id = TEXT("reader"),
#endif
    .version = TEXT("1.0"),
    .summary = TEXT("looks at every task"),
    .author = TEXT("evcam's benchmarks"),
    .license = TEXT("Apache-2.0"),
    .create = create,
    .start = start,
    .shutter = shutter,
    .destroy = destroy,
};

EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor;
    return host_major == EVCAM_ABI_MAJOR ? &description : NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 * Shorthand for cameras in C: texts, options, arrays, errors.
 *
 *     #include <evcam/camera.h>
 *     #include <evcam/access.h>
 *
 * Optional, and no part of the ABI: all of it is `static inline` and compiled into the camera. Everything here may
 * be called wherever what it takes is valid; nothing keeps a pointer. */
#ifndef EVCAM_ACCESS_H
#define EVCAM_ACCESS_H

#include "camera.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A literal as the initialiser of an evcam_string, in constants too: `evcam_string id = EVCAM_TEXT("hello");` */
#define EVCAM_TEXT(literal) {"" literal, sizeof(literal) - 1}

/* Whether a text is just this one. An absent text equals nothing. */
static inline int evcam_equals(evcam_string text, const char *other) {
    return text.ptr != NULL && text.len == strlen(other) && memcmp(text.ptr, other, (size_t)text.len) == 0;
}

/* A copy that ends in NUL, to be freed with free(). NULL: the text is absent, or there is no memory. */
static inline char *evcam_copy(evcam_string text) {
    char *copy = text.ptr == NULL ? NULL : (char *)malloc((size_t)text.len + 1);
    if (copy == NULL) return NULL;
    memcpy(copy, text.ptr, (size_t)text.len);
    copy[text.len] = '\0';
    return copy;
}

/* The value of an option. NULL: the user did not write it, and it has no default. Valid until `create` returns. */
static inline const evcam_option_value *evcam_option_named(const evcam_options *options, const char *name) {
    const char *at = (const char *)options->values;
    for (uint64_t i = 0; i < options->value_count; i++, at += options->value_stride) {
        const evcam_option_value *value = (const evcam_option_value *)(const void *)at;
        if (evcam_equals(value->name, name)) return value;
    }
    return NULL;
}

/* The element of an array of the snapshot, found by its stride. `index` is below the array's count; the element is
 * valid as long as the snapshot. */
#define EVCAM_ELEMENT(function, owner, type, array, stride)                              \
    static inline const type *function(const owner *from, uint64_t index) {              \
        return (const type *)(const void *)((const char *)from->array + index * from->stride); \
    }
EVCAM_ELEMENT(evcam_changed_at, evcam_snapshot, evcam_task, changed, task_stride)
EVCAM_ELEMENT(evcam_removed_at, evcam_snapshot, evcam_removed, removed, removed_stride)
EVCAM_ELEMENT(evcam_worker_at, evcam_snapshot, evcam_worker, workers, worker_stride)
EVCAM_ELEMENT(evcam_removed_worker_at, evcam_snapshot, evcam_removed, removed_workers, removed_stride)
EVCAM_ELEMENT(evcam_task_at, evcam_snapshot, evcam_task, tasks, task_stride)
EVCAM_ELEMENT(evcam_task_count_at, evcam_snapshot, evcam_task_count, task_counts, task_count_stride)
EVCAM_ELEMENT(evcam_counter_at, evcam_snapshot, evcam_counter, counters, counter_stride)
EVCAM_ELEMENT(evcam_loss_at, evcam_snapshot, evcam_loss, losses, loss_stride)
EVCAM_ELEMENT(evcam_gap_at, evcam_snapshot, evcam_gap, gaps, gap_stride)
EVCAM_ELEMENT(evcam_lane_at, evcam_snapshot, evcam_lane, lanes, lane_stride)
EVCAM_ELEMENT(evcam_task_attribute_at, evcam_task, evcam_attribute, attributes, attribute_stride)
EVCAM_ELEMENT(evcam_worker_attribute_at, evcam_worker, evcam_attribute, attributes, attribute_stride)
#undef EVCAM_ELEMENT

/* Says why the running function fails, as printf would (1,023 bytes at most), and answers `code`:
 *     if (file == NULL) return evcam_fail(host, EVCAM_RETRY, "cannot open %s: %s", path, strerror(errno)); */
__attribute__((format(printf, 3, 4)))
static inline evcam_result evcam_fail(const evcam_host *host, evcam_result code, const char *format, ...) {
    char text[1024];
    evcam_string message;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    message.ptr = text;
    message.len = strlen(text);
    host->set_error(host, code, message);
    return code;
}

/* Writes a line to the host's log, as printf would (1,023 bytes at most). [any thread] */
__attribute__((format(printf, 3, 4)))
static inline void evcam_log(const evcam_host *host, evcam_log_level level, const char *format, ...) {
    char text[1024];
    evcam_string message;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    message.ptr = text;
    message.len = strlen(text);
    host->log(host, level, message, NULL, 0);
}

#endif

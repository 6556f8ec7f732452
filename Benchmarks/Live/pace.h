/* SPDX-License-Identifier: Apache-2.0 */
/* What both publishers share: a file of messages in memory, and a pace. */
#ifndef EVCAM_PACE_H
#define EVCAM_PACE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A file of messages: for each the lengths of its routing key and its bytes (32 bits each), then both. */
typedef struct {
    char *bytes;
    size_t length;
} messages;

static inline messages read_messages(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) perror(path), exit(66);
    fseek(file, 0, SEEK_END);
    messages all = {NULL, (size_t)ftell(file)};
    rewind(file);
    all.bytes = malloc(all.length);
    if (!all.bytes || fread(all.bytes, 1, all.length, file) != all.length) perror(path), exit(74);
    fclose(file);
    return all;
}

/* The message at `*position`, which moves behind it; from the end it starts anew. */
static inline void next_message(
    const messages *all, size_t *position, const char **key, uint32_t *key_length, const char **body,
    uint32_t *body_length) {
    if (*position >= all->length) *position = 0;
    const char *at = all->bytes + *position;
    memcpy(key_length, at, 4);
    memcpy(body_length, at + 4, 4);
    *key = at + 8;
    *body = at + 8 + *key_length;
    *position += 8 + *key_length + *body_length;
}

static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Sleeps until `sent` messages are due at `rate` a second since `start`; a rate of 0 is none. */
static inline void keep_pace(double start, uint64_t sent, double rate) {
    if (rate <= 0) return;
    double ahead = start + (double)sent / rate - now();
    if (ahead < 0.001) return;
    struct timespec time = {(time_t)ahead, (long)((ahead - (double)(time_t)ahead) * 1e9)};
    nanosleep(&time, NULL);
}

#endif

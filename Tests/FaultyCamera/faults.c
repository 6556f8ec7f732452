/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "faults.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static volatile int zero;
static volatile char *volatile kept;

static void segv(void) { *(volatile int *)8 = 1; }
static void trap(void) { __builtin_trap(); }
static void divide(void) { zero = 1 / zero; }
static void leave(void) { exit(0); }
static void leave_at_once(void) { _exit(3); }
static void sigkill(void) { kill(getpid(), SIGKILL); }
static void halt(void) { raise(SIGSTOP); }
static void end_thread(void) { pthread_exit(NULL); }

static int deeper(int depth) {
    volatile char room[4096];
    room[0] = (char)depth;
    return deeper(depth + 1) + room[0];
}

static void overflow(void) { zero = deeper(0); }

static void spin(void) {
    for (;;) zero++;
}

/* What a program does that believes malloc: C++'s new throws, Swift traps. */
static void hog(void) {
    for (;;) {
        kept = malloc(16 << 20);
        if (kept == NULL) abort();
        memset((void *)kept, 1, 16 << 20);
    }
}

static void free_twice(void) {
    char *volatile memory = malloc(64);
    char *volatile again = memory;
    free(memory);
    free(again);
    abort(); /* where the C library does not notice */
}

static void bus(void) {
    int file = memfd_create("cut off", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, 4096) != 0) return;
    char *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED || ftruncate(file, 0) != 0) return;
    zero = memory[0];
}

static void close_all(void) {
    for (int i = 0; i < 1024; i++) close(i);
}

static void garbage(void) {
    for (int i = 3; i < 16; i++) {
        if (send(i, "what is no message", 18, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) continue;
    }
}

static void exhaust_descriptors(void) {
    while (open("/dev/null", O_RDONLY) >= 0) {}
}

/* A child that holds whatever it inherited, and outlives its parent. */
static void orphan(void) {
    if (fork() == 0) {
        struct timespec long_time = {600, 0};
        nanosleep(&long_time, NULL);
        _exit(0);
    }
    abort();
}

static void replace(void) { execl("/bin/true", "true", (char *)NULL); }

static void chatter(void) {
    for (int i = 0; i < 20000; i++) printf("line %d of much too many, which nobody wants to read\n", i);
    char *line = malloc(1 << 20);
    if (line == NULL) return;
    memset(line, 'x', 1 << 20);
    fwrite(line, 1, 1 << 20, stderr);
    free(line);
}

static const struct {
    const char *name;
    void (*commit)(void);
} faults[] = {
    {"segv", segv},           {"abort", abort},         {"trap", trap},
    {"divide", divide},       {"throw", throw_uncaught}, {"throw-in-thread", throw_in_thread},
    {"overflow", overflow},   {"spin", spin},           {"exit", leave},
    {"_exit", leave_at_once}, {"sigkill", sigkill},     {"stop", halt},
    {"end-thread", end_thread}, {"hog", hog},           {"free-twice", free_twice},
    {"bus", bus},             {"close-all", close_all}, {"garbage", garbage},
    {"exhaust-descriptors", exhaust_descriptors},       {"orphan", orphan},
    {"exec", replace},        {"chatter", chatter},
};

evcam_result commit_fault(const char *name, const evcam_host *host, const evcam_snapshot *snapshot) {
    if (strcmp(name, "write-snapshot") == 0) {
        ((evcam_snapshot *)(uintptr_t)snapshot)->sequence = 99;
        return EVCAM_OK;
    }
    if (strcmp(name, "log-flood") == 0) {
        evcam_string text = {"much too much to say", 20};
        for (int i = 0; i < 20000; i++) host->log(host, EVCAM_LOG_WARNING, text, NULL, 0);
        return EVCAM_OK;
    }
    if (strcmp(name, "dawdle") == 0) {
        struct timespec moment = {0, 1000000};
        while (!host->cancelled(host)) nanosleep(&moment, NULL);
        return EVCAM_RETRY;
    }
    if (strcmp(name, "wrong-code") == 0) return (evcam_result)77;
    if (strcmp(name, "retain-all") == 0) {
        while (host->retain(host, snapshot) == EVCAM_OK) {}
        return EVCAM_OK;
    }
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (strcmp(name, faults[i].name) == 0) faults[i].commit();
    }
    return EVCAM_OK;
}

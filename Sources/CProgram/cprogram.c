/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cprogram.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int cprogram_pipes(int ends[6]) {
    for (int made = 0; made < 3; made++) {
        if (pipe2(ends + 2 * made, O_CLOEXEC) == 0) continue;
        int error = errno;
        for (int end = 0; end < 2 * made; end++) close(ends[end]);
        return error;
    }
    return 0;
}

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const char *directory,
                   const int descriptors[3]) {
    int error = 0;
    for (int target = 0; target < 3 && error == 0; target++)
        error = posix_spawn_file_actions_adddup2(actions, descriptors[target], target);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (error == 0 && directory) error = posix_spawn_file_actions_addchdir_np(actions, directory);
    if (error) return error;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    return posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
}

int cprogram_start(pid_t *pid, char *const arguments[], char *const environment[], const char *directory,
                   const int descriptors[3]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = prepare(&actions, &attributes, directory, descriptors);
        if (error == 0) error = posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

char *const *cprogram_environment(void) { return environ; }

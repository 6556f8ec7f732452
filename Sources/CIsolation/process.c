/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cisolation.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
/* The C library's own name for it is an enum's in newer versions and missing in older. */
#define CISO_P_PIDFD 3

/* posix_spawn: the child is made as by vfork, so that no lock of another thread is copied in its locked state. */
int ciso_spawn(const char *path, char *const arguments[], char *const environment[], int output, int error, int calls,
               int reports, int control, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all;
    int given[5] = {output, error, calls, reports, control};
    static const int wanted[5] = {1, 2, CISO_CALLS_FD, CISO_REPORTS_FD, CISO_CONTROL_FD};
    int moved[5] = {-1, -1, -1, -1, -1};
    int code = 0;
    /* Out of the way of the numbers that they are about to get. */
    for (int i = 0; i < 5 && code == 0; i++) {
        moved[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 16);
        if (moved[i] < 0) code = errno;
    }
    if (code == 0) {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        sigfillset(&all);
        code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        for (int i = 0; i < 5 && code == 0; i++) {
            code = posix_spawn_file_actions_adddup2(&actions, moved[i], wanted[i]);
        }
        /* Whatever else is open here and not marked: libraries of others are in this process. */
        if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, CISO_CONTROL_FD + 1);
        posix_spawnattr_setsigmask(&attributes, &all);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        if (code == 0) code = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
    }
    for (int i = 0; i < 5; i++) {
        if (moved[i] >= 0) close(moved[i]);
    }
    return -code;
}

int ciso_pidfd_open(pid_t pid) {
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : fd;
}

int ciso_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0 ? 0 : -errno;
}

int ciso_pidfd_wait(int pidfd, int *code, int *by_signal) {
    siginfo_t info;
    info.si_pid = 0;
    while (waitid((idtype_t)CISO_P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) != 0) {
        if (errno != EINTR) return -errno;
    }
    if (info.si_pid == 0) return 0;
    *code = info.si_status;
    *by_signal = info.si_code != CLD_EXITED;
    return 1;
}

int ciso_limit_rights(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -errno;
    /* It may have gone before that. */
    if (getppid() != parent) return -ESRCH;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    /* Where this may not be written, everything else holds all the same. */
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        if (write(file, "500", 3) != 3) errno = 0;
        close(file);
    }
    return 0;
}

int ciso_limit_memory(uint64_t bytes) {
    if (bytes == 0) return 0;
    struct rlimit limit = {bytes, bytes};
    return setrlimit(RLIMIT_DATA, &limit) == 0 ? 0 : -errno;
}

void ciso_name(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

void ciso_buffer_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

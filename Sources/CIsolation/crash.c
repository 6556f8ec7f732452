/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cisolation.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
enum { COUNT = sizeof(deadly) / sizeof(deadly[0]) };
static struct sigaction before[COUNT];
static const char *prefix, *advice;
static size_t prefix_count;
static int log_file;

static void say_to(int file, const char *text) {
    if (write(file, text, strlen(text)) < 0) return;
}

static void say(const char *text) {
    say_to(STDERR_FILENO, text);
    if (log_file != STDERR_FILENO) say_to(log_file, text);
}

/* The thread's name tells whose it is, and threads that a camera starts inherit it. Whether it is a camera's. */
static int is_cameras(char name[16]) {
    memset(name, 0, 16);
    prctl(PR_GET_NAME, name, 0, 0, 0);
    return strncmp(name, prefix, prefix_count) == 0;
}

/* Only calls that are safe in a signal handler. */
static void notice(int number, siginfo_t *info, void *context) {
    (void)context;
    char name[16];
    int is_camera = is_cameras(name);
    const char *what = sigabbrev_np(number);
    say("\nevcam: fatal: SIG");
    say(what != NULL ? what : "?");
    say(" in the thread `");
    say(name);
    say(is_camera ? "`: the camera of that name crashed" : "`");
    say(is_camera ? advice : "\n");
    /* As it would have been without us: the fault comes again on return, or the signal is sent again. */
    for (int i = 0; i < COUNT; i++) sigaction(deadly[i], &before[i], NULL);
    if (info->si_code <= 0 || number == SIGABRT) raise(number);
}

/* Whoever looks at the exit code shall not take that for a good end. */
static void notice_exit(void) {
    char name[16];
    if (!is_cameras(name)) return;
    say("\nevcam: fatal: the camera of the thread `");
    say(name);
    say("` called exit");
    say(advice);
    _exit(EX_SOFTWARE);
}

void ciso_name_crashes(const char *thread_prefix, const char *text, int log) {
    log_file = log;
    prefix = thread_prefix;
    prefix_count = strlen(thread_prefix);
    advice = text;
    struct sigaction action = {.sa_sigaction = notice, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < COUNT; i++) sigaction(deadly[i], &action, &before[i]);
    atexit(notice_exit);
}

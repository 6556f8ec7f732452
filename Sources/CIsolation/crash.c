/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cisolation.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
enum { COUNT = sizeof(deadly) / sizeof(deadly[0]) };
static struct sigaction before[COUNT];
static const char *prefix, *advice;
static size_t prefix_count;

static void say(const char *text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
}

/* Only calls that are safe in a signal handler. The thread's name tells whose it is, and threads that a camera starts
   inherit it. */
static void notice(int number, siginfo_t *info, void *context) {
    (void)context;
    char name[16] = "";
    prctl(PR_GET_NAME, name, 0, 0, 0);
    const char *what = sigabbrev_np(number);
    say("\nevcam: fatal: SIG");
    say(what != NULL ? what : "?");
    say(" in the thread `");
    say(name);
    say("`");
    if (strncmp(name, prefix, prefix_count) == 0) say(advice);
    say("\n");
    /* As it would have been without us: the fault comes again on return, or the signal is sent again. */
    for (int i = 0; i < COUNT; i++) sigaction(deadly[i], &before[i], NULL);
    if (info->si_code <= 0 || number == SIGABRT) raise(number);
}

void ciso_name_crashes(const char *thread_prefix, const char *text) {
    prefix = thread_prefix;
    prefix_count = strlen(thread_prefix);
    advice = text;
    struct sigaction action = {.sa_sigaction = notice, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < COUNT; i++) sigaction(deadly[i], &action, &before[i]);
}

/* SPDX-License-Identifier: Apache-2.0
 * Starting a program: what the C library offers for it with _GNU_SOURCE only. */
#ifndef CPROGRAM_H
#define CPROGRAM_H

#include <sys/types.h>

/* Three pipes, none of which a program inherits by itself: [0] is read, [1] written, and so on.
 * 0, or an errno. */
int cprogram_pipes(int ends[6]);

/* Starts `arguments[0]`, looked for in PATH unless it has a slash, with `descriptors` as its standard
 * input, output and error and no others, in a process group of its own, every signal at its default and
 * none blocked. `directory` NULL: this process's. Both arrays end in NULL. 0, or the errno of what failed,
 * also if that was the exec. */
int cprogram_start(pid_t *pid, char *const arguments[], char *const environment[], const char *directory,
                   const int descriptors[3]);

/* This process's variables, an array that ends in NULL. */
char *const *cprogram_environment(void);

#endif

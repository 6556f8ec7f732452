/* SPDX-License-Identifier: Apache-2.0
 * Ways to die and to misbehave. */
#ifndef EVCAM_TESTS_FAULTS_H
#define EVCAM_TESTS_FAULTS_H

#include <evcam/camera.h>

/* Does what the name says; if that lets it return, answers for the shutter. */
EVCAM_EXTERN_C evcam_result commit_fault(const char *name, const evcam_host *host, const evcam_snapshot *snapshot);

/* In C++: an exception that nobody catches, here or in a thread of its own. */
EVCAM_EXTERN_C void throw_uncaught(void);
EVCAM_EXTERN_C void throw_in_thread(void);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * A camera for tests: the jsonl camera, which answers RETRY as long as there is a file PATH.refuse. */
#ifndef EVCAM_TESTS_REFUSING_H
#define EVCAM_TESTS_REFUSING_H

#include <evcam/camera.h>

#endif

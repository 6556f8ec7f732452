/* SPDX-License-Identifier: Apache-2.0
 * A camera for tests: it misbehaves as its options say and writes down what it was handed. */
#ifndef EVCAM_TESTS_FAULTY_H
#define EVCAM_TESTS_FAULTY_H

#include <evcam/camera.h>

#endif

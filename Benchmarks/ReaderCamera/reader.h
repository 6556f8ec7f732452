/* SPDX-License-Identifier: Apache-2.0
 * A camera for benchmarks: it looks at every task it is handed. */
#ifndef EVCAM_BENCHMARKS_READER_H
#define EVCAM_BENCHMARKS_READER_H

#include <evcam/camera.h>

#endif

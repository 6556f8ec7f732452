/* SPDX-License-Identifier: Apache-2.0 */
/* kombu's envelope: the JSON object in which its virtual transports (Redis) carry a message. */
#ifndef EVCAM_CKOMBU_H
#define EVCAM_CKOMBU_H

#include <stddef.h>

#endif

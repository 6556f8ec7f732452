/* SPDX-License-Identifier: Apache-2.0 */
/* The CRC-32 of zlib, gzip and PNG (ISO 3309), several times as fast as zlib's own where the processor multiplies
   without carries. */
#ifndef EVCAM_CCHECKSUM_H
#define EVCAM_CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Carries a checksum on over `length` more bytes, as zlib's crc32() does; it begins with 0. */
uint32_t cck_crc32(uint32_t crc, const void *bytes, size_t length);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of base64 at a time. Each function decodes as many whole blocks as it may, so long as what it stores
   beyond a block's bytes stays in the room that cb64_decode was given; the rest is the scalar loop's. */
#ifndef EVCAM_CBASE64_BLOCKS_H
#define EVCAM_CBASE64_BLOCKS_H

#include <stddef.h>

#if defined(__x86_64__) || defined(__i386__)
#define CB64_X86 1

/* Decodes blocks of 16 characters to 12 bytes each. Returns how many characters, or CB64_INVALID. */
size_t cb64_blocks_ssse3(const char *text, size_t length, char *out);

/* Decodes blocks of 32 characters to 24 bytes each. Returns how many characters, or CB64_INVALID. */
size_t cb64_blocks_avx2(const char *text, size_t length, char *out);
#endif

#endif

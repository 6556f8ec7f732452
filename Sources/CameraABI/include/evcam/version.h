/* SPDX-License-Identifier: Apache-2.0
 * evcam camera ABI: versions, and the note that a camera's file carries. */
#ifndef EVCAM_VERSION_H
#define EVCAM_VERSION_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
#define EVCAM_STATIC_ASSERT(condition, text) static_assert(condition, text)
#define EVCAM_EXTERN_C extern "C"
#else
#define EVCAM_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define EVCAM_EXTERN_C
#endif

/* A host and a camera work together when their majors are equal and the camera's
 * `min_host_minor` is not above the host's minor. Within a major the ABI only grows at
 * its ends: structs get new members after the last one, never between or instead. */
#define EVCAM_ABI_MAJOR 1u
#define EVCAM_ABI_MINOR 0u

/* "EVCAMABI", as the eight bytes stand in the file on a little-endian machine. */
#define EVCAM_ABI_MAGIC UINT64_C(0x4942414d41435645)

/* What the ELF section `.evcam.abi` holds, so that a host can tell a camera's version
 * without loading it: a library's constructors run before any version call could refuse. */
typedef struct evcam_abi_note {
    uint64_t magic;          /* EVCAM_ABI_MAGIC */
    uint32_t major;          /* EVCAM_ABI_MAJOR of the header the camera was built with */
    uint32_t minor;          /* EVCAM_ABI_MINOR of that header */
    uint32_t min_host_minor; /* the lowest host minor the camera can work with */
    uint32_t reserved;       /* 0 */
} evcam_abi_note;

EVCAM_STATIC_ASSERT(sizeof(evcam_abi_note) == 24, "evcam_abi_note is 24 bytes");
EVCAM_STATIC_ASSERT(sizeof(void *) == 8, "the camera ABI is for 64-bit machines");

/* Keeps the note although nothing refers to it: `used` holds it in the object file, `retain` at the
 * link (release builds pass --gc-sections, which drops it otherwise). */
#if defined(__has_attribute)
#if __has_attribute(retain)
#define EVCAM_KEEP used, retain
#endif
#endif
#if !defined(EVCAM_KEEP)
#define EVCAM_KEEP used
#endif

/* Put this once, at file scope, into one source file of a C or C++ camera. */
#define EVCAM_DECLARE_ABI(min_minor)                                                              \
    EVCAM_EXTERN_C __attribute__((section(".evcam.abi"), EVCAM_KEEP, visibility("hidden")))       \
    const evcam_abi_note evcam_abi_note_of_this_file = {EVCAM_ABI_MAGIC, EVCAM_ABI_MAJOR,         \
                                                        EVCAM_ABI_MINOR, (min_minor), 0}

/* Marks the entry function for export, whatever visibility the file is compiled with. */
#define EVCAM_EXPORT EVCAM_EXTERN_C __attribute__((visibility("default")))

#endif

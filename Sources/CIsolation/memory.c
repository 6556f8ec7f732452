/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cisolation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

int ciso_memfd(const char *name, uint64_t size) {
    struct rlimit most;
    /* Asked for more than that, the kernel would send SIGXFSZ, too. */
    if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY && most.rlim_cur < size) return -EFBIG;
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -errno;
    if (ftruncate(fd, (off_t)size) != 0) {
        int code = errno;
        close(fd);
        return -code;
    }
    return fd;
}

int ciso_seal(int fd) {
    return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0 ? 0 : -errno;
}

static void *map(int fd, uint64_t address, uint64_t size, int protection, int *error) {
    *error = 0;
    if (address != 0) {
        void *wanted = (void *)(uintptr_t)address;
        void *place = mmap(wanted, size, protection, MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, 0);
        if (place == wanted) return place;
        /* A kernel before 4.17 takes the address for a wish. */
        if (place != MAP_FAILED) munmap(place, size);
    }
    void *place = mmap(NULL, size, protection, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (place != MAP_FAILED) return place;
    *error = errno;
    return NULL;
}

void *ciso_map_writable(int fd, uint64_t address, uint64_t size, int *error) {
    return map(fd, address, size, PROT_READ | PROT_WRITE, error);
}

void *ciso_map_readable(int fd, uint64_t address, uint64_t size, int *error) {
    return map(fd, address, size, PROT_READ, error);
}

void ciso_unmap(void *address, uint64_t size) { munmap(address, size); }

void ciso_store(void *word, uint32_t value) {
    atomic_store_explicit((_Atomic uint32_t *)word, value, memory_order_release);
}

uint32_t ciso_load(const void *word) {
    return atomic_load_explicit((const _Atomic uint32_t *)word, memory_order_acquire);
}

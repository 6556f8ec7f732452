/* SPDX-License-Identifier: Apache-2.0 */
/* What isolation needs of Linux and Swift does not import: memfds and their seals, pidfds, descriptors over sockets,
   the limits of a helper process. Functions return -errno where they fail, unless said otherwise. */
#ifndef EVCAM_CISOLATION_H
#define EVCAM_CISOLATION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptors that a helper process starts with. */
#define CISO_CALLS_FD 3   /* calls and their answers */
#define CISO_REPORTS_FD 4 /* log lines and metrics, one way */
#define CISO_CONTROL_FD 5 /* the control page */

/* Descriptors that one message can carry. */
#define CISO_MAX_FDS 16

/* MARK: Shared memory. */

/* A memfd of `size` bytes (sparse), closed on exec. */
int ciso_memfd(const char *name, uint64_t size);

/* Nobody can resize it, nor write to it but through mappings that exist already. */
int ciso_seal(int fd);

/* Maps a memfd for reading and writing, shared: at `address` if that is free, else where the system likes. NULL with
   *error set when it cannot be mapped. */
void *ciso_map_writable(int fd, uint64_t address, uint64_t size, int *error);

/* Maps a memfd for reading: at `address` or, when that is taken, elsewhere. NULL with *error set when it cannot. */
void *ciso_map_readable(int fd, uint64_t address, uint64_t size, int *error);

void ciso_unmap(void *address, uint64_t size);

/* One word on a control page: the host stores, its helper loads. */
void ciso_store(void *word, uint32_t value);
uint32_t ciso_load(const void *word);

/* MARK: Sockets. */

/* Two connected sockets that keep the bounds of messages, closed on exec. */
int ciso_socketpair(int ends[2]);

/* A pipe's ends, closed on exec. */
int ciso_pipe(int ends[2]);

/* A descriptor that can be read once somebody has written to it, closed on exec; neither waits. */
int ciso_bell(void);

/* Whether the descriptor is such a socket. */
int ciso_is_socket(int fd);

/* Sends one message with descriptors; waits for room unless `nowait`. 0, or -errno. Never raises SIGPIPE. */
int ciso_send(int fd, const void *bytes, size_t count, const int *fds, int fd_count, int nowait);

/* Takes one message. The bytes (0: the other side is gone), or -errno; -EMSGSIZE for one that did not fit, or whose
   descriptors did not. Descriptors that came are closed on exec; there are `*fd_count` of them. */
ssize_t ciso_receive(int fd, void *bytes, size_t capacity, int *fds, int fd_capacity, int *fd_count, int nowait);

/* MARK: Processes. */

/* Starts a program in a process group of its own, all signals at their defaults and blocked, with /dev/null as input,
   `output` and `error` as its outputs, the three descriptors above, and nothing else. Safe with threads. */
int ciso_spawn(const char *path, char *const arguments[], char *const environment[], int output, int error, int calls,
               int reports, int control, pid_t *pid);

/* A descriptor that names the process and nobody else after it. */
int ciso_pidfd_open(pid_t pid);

/* Sends a signal to the process. */
int ciso_pidfd_signal(int pidfd, int signal);

/* Takes the end of an ended process: 1, with `*code` its exit code or, if `*by_signal`, its signal; 0: it lives. */
int ciso_pidfd_wait(int pidfd, int *code, int *by_signal);

/* MARK: Crashes of this process. */

/* Before it dies of a crash, the process says on standard error and in `log` in which thread, and `text` if that thread's
   name begins with `thread_prefix`; then it dies as it would have. The same when such a thread calls exit; the exit code
   is EX_SOFTWARE then. Both texts must live for ever, and the descriptor stay. */
void ciso_name_crashes(const char *thread_prefix, const char *text, int log);

/* MARK: The helper's own limits. */

/* Ends with the thread that started this process; gains no rights by exec; is the first to go when memory is short. */
int ciso_limit_rights(pid_t parent);

/* Bounds what the process can allocate: private, writable memory. 0: no bound. */
int ciso_limit_memory(uint64_t bytes);

/* What the process is called in lists; the kernel takes 15 bytes. */
void ciso_name(const char *name);

/* Standard output goes out line by line: it is a pipe, which the C library would fill first. */
void ciso_buffer_lines(void);

#endif

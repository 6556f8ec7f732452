/* SPDX-License-Identifier: Apache-2.0 */
/* publish_redis PORT MESSAGES COUNT RATE: publishes COUNT prepared messages at RATE a second (0: as fast as Redis
   takes them), and prints the seconds it took. A message's bytes are kombu's envelope, its key the channel. */
#include "pace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { group = 200 };

static void write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count <= 0) perror("write to Redis"), exit(74);
        bytes += count, length -= (size_t)count;
    }
}

/* Reads the answers to so many commands: integers, one line each. */
static void read_answers(int fd, int count) {
    char buffer[4096];
    while (count > 0) {
        ssize_t length = read(fd, buffer, sizeof buffer);
        if (length <= 0) perror("read from Redis"), exit(74);
        for (ssize_t i = 0; i < length; i++) {
            if (buffer[i] == '-') fprintf(stderr, "Redis: %.*s\n", (int)(length - i), buffer + i), exit(70);
            if (buffer[i] == '\n') count--;
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: publish_redis PORT MESSAGES COUNT RATE\n"), 64;
    messages all = read_messages(argv[2]);
    uint64_t count = strtoull(argv[3], NULL, 10);
    double rate = atof(argv[4]);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) return perror("connect to Redis"), 69;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);

    size_t position = 0, room = 1 << 20;
    char *buffer = malloc(room);
    double start = now();
    for (uint64_t sent = 0; sent < count;) {
        size_t used = 0;
        int pending = 0;
        for (; pending < group && sent < count; pending++, sent++) {
            const char *key, *body;
            uint32_t key_length, body_length;
            next_message(&all, &position, &key, &key_length, &body, &body_length);
            if (used + key_length + body_length + 128 > room) {
                room = 2 * room + key_length + body_length;
                buffer = realloc(buffer, room);
            }
            used += (size_t)sprintf(buffer + used, "*3\r\n$7\r\nPUBLISH\r\n$%u\r\n", key_length);
            memcpy(buffer + used, key, key_length), used += key_length;
            used += (size_t)sprintf(buffer + used, "\r\n$%u\r\n", body_length);
            memcpy(buffer + used, body, body_length), used += body_length;
            memcpy(buffer + used, "\r\n", 2), used += 2;
        }
        write_all(fd, buffer, used);
        read_answers(fd, pending);
        keep_pace(start, sent, rate);
    }
    printf("%.3f\n", now() - start);
    return 0;
}

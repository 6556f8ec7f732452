/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes kombu's envelope and the base64 in it: whatever comes, every part lies inside, nothing behind is written,
   and the vectorised base64 says what a plain one says. */
#include "cbase64.h"
#include "ckombu.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void check(int holds) {
    if (!holds) abort();
}

static void check_part(ckombu_part part, size_t length) {
    check(part.length == 0 || (part.offset <= length && part.length <= length - part.offset));
}

static void check_base64(const char *text, size_t length) {
    char *decoded = malloc(length / 4 * 3 + 1);
    size_t count = cb64_decode(text, length, decoded);
    if (count != CB64_INVALID) {
        check(count <= length / 4 * 3);
        char *again = malloc((count + 2) / 3 * 4 + 1);
        size_t characters = cb64_encode(decoded, count, again);
        char *twice = malloc(characters / 4 * 3 + 1);
        check(cb64_decode(again, characters, twice) == count && memcmp(decoded, twice, count) == 0);
        free(again), free(twice);
    }
    free(decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + CKOMBU_PADDING);
    memcpy(text, data, size);
    memset(text + size, 0xa5, CKOMBU_PADDING);
    ckombu_message message;
    if (ckombu_open(text, size, 1 << 20, &message) == CKOMBU_OK) {
        check_part(message.body, size), check_part(message.content_type, size);
        check_part(message.compression, size), check_part(message.sender, size);
        check_part(message.ticket, size), check_part(message.routing_key, size);
    }
    for (size_t i = 0; i < CKOMBU_PADDING; i++) check((uint8_t)text[size + i] == 0xa5);

    memcpy(text, data, size);
    size_t position = 0;
    ckombu_part key, value;
    while (ckombu_next_member(text, size, &position, &key, &value) == CKOMBU_MEMBER) {
        check_part(key, size), check_part(value, size);
        check(position <= size);
    }
    memcpy(text, data, size);
    check_base64(text, size);
    free(text);
    return 0;
}

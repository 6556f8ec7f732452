// SPDX-License-Identifier: Apache-2.0
// The names of the known attributes, found with one multiplication and one comparison.
#ifndef CSJ_FIELDS_H
#define CSJ_FIELDS_H

#include "csimdjson.h"

#include <cstring>

namespace fields {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "texts are compared as little-endian words");

// The first `n` bytes of a text as two words; 16 of them must be readable.
struct Words {
    uint64_t low = 0, high = 0;
};

constexpr uint64_t mask(size_t n) { return n >= 8 ? ~uint64_t(0) : (uint64_t(1) << 8 * n) - 1; }

inline Words words(const char *text, size_t n) {
    Words w;
    memcpy(&w.low, text, 8);
    memcpy(&w.high, text + 8, 8);
    w.low &= mask(n);
    w.high &= n > 8 ? mask(n - 8) : 0;
    return w;
}

// A factor that sends the first eight bytes of every name to a place of its own; the table asserts it.
constexpr size_t place(uint64_t low) { return low * 0xf8a7af1983c15e13 >> 58; }

struct Table {
    uint64_t low[64] = {}, high[64] = {};
    uint8_t field[64] = {}, length[64] = {};
    bool collides = false;

    constexpr Table() {
        constexpr const char *names[CSJ_FIELD_COUNT] = {
            "type", "hostname", "utcoffset", "pid", "clock", "timestamp", "uuid", "name", "args", "kwargs",
            "root_id", "parent_id", "retries", "eta", "expires", "queue", "exchange", "routing_key", "result",
            "runtime", "exception", "traceback", "freq", "active", "processed", "loadavg", "sw_ident", "sw_ver",
            "sw_sys", "local_received",
        };
        for (auto &f : field) f = CSJ_FIELD_COUNT;
        for (uint8_t f = 0; f < CSJ_FIELD_COUNT; f++) {
            uint64_t words[2] = {};
            uint8_t n = 0;
            for (; names[f][n]; n++) words[n / 8] |= uint64_t(uint8_t(names[f][n])) << 8 * (n % 8);
            size_t p = place(words[0]);
            collides |= low[p] != 0;
            low[p] = words[0], high[p] = words[1], length[p] = n, field[p] = f;
        }
    }
};

inline constexpr Table table;
static_assert(!table.collides);

// The position of a known attribute, or CSJ_FIELD_COUNT. 16 bytes of the text must be readable.
inline unsigned find(const char *text, size_t n) {
    if (n > 16) return CSJ_FIELD_COUNT;
    Words w = words(text, n);
    size_t p = place(w.low);
    bool same = w.low == table.low[p] && w.high == table.high[p] && n == table.length[p];
    return same ? table.field[p] : CSJ_FIELD_COUNT;
}

} // namespace fields
#endif

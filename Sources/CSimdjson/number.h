// SPDX-License-Identifier: Apache-2.0
// Numbers of events: mostly a few digits, or seconds since 1970 with a fraction.
#ifndef CSJ_NUMBER_H
#define CSJ_NUMBER_H

#include "csimdjson.h"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace number {

constexpr uint64_t powers_of_ten[20] = {
    1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u,
    100000000000u, 1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u, 10000000000000000u,
    100000000000000000u, 1000000000000000000u, 10000000000000000000u,
};

// digits / 10^places, rounded once; `places` is 19 at most.
inline double decimal(uint64_t digits, size_t places) {
    // Two numbers that a double holds exactly: their quotient is rounded correctly.
    if (digits < uint64_t(1) << 53) return double(digits) / double(powers_of_ten[places]);
    // Otherwise 63 or 64 bits of the quotient and one that says whether there are more.
    int up = __builtin_clzll(digits), down = __builtin_clzll(powers_of_ten[places]);
    unsigned __int128 dividend = static_cast<unsigned __int128>(digits << up) << 63;
    uint64_t divisor = powers_of_ten[places] << down;
    uint64_t quotient = uint64_t(dividend / divisor);
    bool more = uint64_t(dividend) != quotient * divisor;
    uint64_t scale = uint64_t(1023 + down - up - 63) << 52; // a power of two: exact
    double power;
    memcpy(&power, &scale, 8);
    return double(quotient | more) * power;
}

// Any other number with a point or an exponent. (simdjson 3.0.1 reads some of these wrongly.)
inline __attribute__((noinline)) bool any_double(const char *p, const char *end, double &out) {
    const char *start = p;
    auto digits = [&] {
        const char *first = p;
        while (p < end && unsigned(*p) - '0' <= 9) p++;
        return p - first;
    };
    if (p < end && *p == '-') p++;
    const char *first = p;
    auto integral = digits();
    if (integral == 0 || (integral > 1 && *first == '0') || p == end) return false;
    if (*p == '.') {
        p++;
        if (digits() == 0) return false;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        if (digits() == 0) return false;
    }
    return p == end && std::from_chars(start, end, out).ec == std::errc();
}

// Reads a token that begins with a digit or '-' and ends before `end`. False for what is no JSON number, for
// integers of more than 18 digits and for doubles out of range: those go the tolerant way.
inline __attribute__((always_inline)) bool parse(const char *p, const char *end, csj_value &out) {
    const char *start = p;
    bool negative = *p == '-';
    p += negative;
    const char *first = p;
    uint64_t digits = 0; // wraps around where there are too many; those are not used
    for (unsigned d; p < end && (d = unsigned(*p) - '0') <= 9; p++) digits = digits * 10 + d;
    size_t integral = size_t(p - first);
    if (integral == 0 || (integral > 1 && *first == '0')) return false;
    out.length = 0;
    if (p == end) {
        if (integral > 18) return false;
        out.kind = CSJ_INT;
        out.integer = negative ? -int64_t(digits) : int64_t(digits);
        return true;
    }
    out.kind = CSJ_DOUBLE;
    if (*p == '.') {
        const char *point = p++;
        for (unsigned d; p < end && (d = unsigned(*p) - '0') <= 9; p++) digits = digits * 10 + d;
        size_t places = size_t(p - point - 1);
        if (p == end && places > 0 && places <= 19 && integral - (*first == '0') + places <= 19) {
            double value = decimal(digits, places);
            out.number = negative ? -value : value;
            return true;
        }
    }
    return any_double(start, end, out.number);
}

} // namespace number
#endif

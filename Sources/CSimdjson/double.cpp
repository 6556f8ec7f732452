// SPDX-License-Identifier: Apache-2.0
// Doubles to texts and back, for whatever is turned into JSON before it is decoded.
#include "csimdjson.h"

#include <charconv>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

static size_t put(char *out, const char *word) {
    size_t n = strlen(word);
    memcpy(out, word, n);
    return n;
}

size_t csj_write_double(double number, char *out) {
    if (std::isnan(number)) return put(out, "NaN");
    if (std::isinf(number)) return put(out, number < 0 ? "-Infinity" : "Infinity");
    // The fewest digits, as d.ddde+xx; then laid out as float.__repr__ does.
    char scientific[CSJ_DOUBLE_LENGTH + 1];
    auto done = std::to_chars(scientific, scientific + CSJ_DOUBLE_LENGTH, number, std::chars_format::scientific);
    *done.ptr = 0;
    char *p = scientific, *start = out;
    if (*p == '-') *out++ = *p++;
    char digits[CSJ_DOUBLE_LENGTH];
    int count = 0;
    for (; *p != 'e'; p++) {
        if (*p != '.') digits[count++] = *p;
    }
    int exponent = atoi(p + 1);
    if (exponent < -4 || exponent >= 16) {
        *out++ = digits[0];
        if (count > 1) *out++ = '.';
        memcpy(out, digits + 1, size_t(count - 1)), out += count - 1;
        return size_t(out + put(out, p) - start);
    }
    int place = 0;
    if (exponent < 0) *out++ = '0';
    for (; place <= exponent; place++) *out++ = place < count ? digits[place] : '0';
    *out++ = '.';
    for (int zero = exponent + 1; zero < 0; zero++) *out++ = '0';
    if (place >= count) *out++ = '0';
    for (; place < count; place++) *out++ = digits[place];
    return size_t(out - start);
}

int csj_read_double(const char *text, size_t length, double *out) {
    auto done = std::from_chars(text, text + length, *out);
    if (done.ptr != text + length || done.ec == std::errc::invalid_argument) return 0;
    if (done.ec == std::errc::result_out_of_range) {
        static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", locale_t(0));
        *out = strtod_l(std::string(text, length).c_str(), nullptr, c_locale);
    }
    return 1;
}

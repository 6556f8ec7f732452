/* SPDX-License-Identifier: Apache-2.0
 * evcam for C++17: errors, and what they mean to the host. */
#ifndef EVCAM_ERRORS_HPP
#define EVCAM_ERRORS_HPP

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "camera.h"

#if !defined(_MSVC_LANG) && __cplusplus < 201703L
#error "evcam/camera.hpp needs C++17: compile with -std=c++17 or later"
#endif

namespace evcam {

/* What a camera throws to say what a failure means. The text is for the person who reads the log: name the thing, the
 * place, the cause and the remedy. Throw one of the types below. */
class error : public std::runtime_error {
   public:
    error(evcam_result result, const std::string &text) : std::runtime_error(text), result_(result) {}
    evcam_result result() const noexcept { return result_; }

   private:
    evcam_result result_;
};

/* Not now: the host keeps the delta, merges it and hands it over again. */
struct retry_error : error {
    explicit retry_error(const std::string &text) : error(EVCAM_RETRY, text) {}
};
/* Never: the host passes over this delta and goes on with the next. */
struct drop_error : error {
    explicit drop_error(const std::string &text) : error(EVCAM_DROP, text) {}
};
/* The options are wrong; in the constructor and `start` only, later it counts as fatal. */
struct config_error : error {
    explicit config_error(const std::string &text) : error(EVCAM_CONFIG, text) {}
};
/* The camera is off from now on. */
struct fatal_error : error {
    explicit fatal_error(const std::string &text) : error(EVCAM_FATAL, text) {}
};

namespace detail {

/* The calls that differ in what they may answer. */
enum class call { create, start, shutter, ending };

/* What the ABI allows in that call. */
inline evcam_result allowed(evcam_result result, call call) noexcept {
    const bool early = call == call::create || call == call::start;
    if (result == EVCAM_CONFIG && !early) return EVCAM_FATAL;
    if (call == call::create && result != EVCAM_CONFIG) return EVCAM_FATAL;
    if (call == call::start && result == EVCAM_DROP) return EVCAM_RETRY;
    return result;
}

inline void say(const evcam_host *host, evcam_result result, std::string_view text) noexcept {
    host->set_error(host, result, evcam_string{text.data(), text.size()});
}

/* Runs a function of the camera; nothing it throws goes further. An evcam::error is what it says; a std::logic_error
 * is a mistake in the camera, FATAL; any other std::exception (std::system_error, std::bad_alloc ...) is RETRY; what
 * is no std::exception is FATAL. */
template <class Work>
evcam_result guarded(const evcam_host *host, call call, Work &&work) noexcept {
    evcam_result result = EVCAM_FATAL;
    try {
        work();
        return EVCAM_OK;
    } catch (const error &thrown) {
        result = allowed(thrown.result(), call);
        say(host, result, thrown.what());
    } catch (const std::logic_error &thrown) {
        say(host, result, thrown.what());
    } catch (const std::exception &thrown) {
        result = allowed(EVCAM_RETRY, call);
        say(host, result, thrown.what());
    } catch (...) {
        say(host, result, "the camera threw something that is no std::exception");
    }
    return result;
}

}  // namespace detail
}  // namespace evcam

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "faults.h"

#include <stdexcept>
#include <thread>

void throw_uncaught(void) { throw std::runtime_error("nobody catches this"); }

void throw_in_thread(void) {
    std::thread thread(throw_uncaught);
    thread.join();
}

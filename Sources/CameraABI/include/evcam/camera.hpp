/* SPDX-License-Identifier: Apache-2.0
 * evcam for C++17: a thin, header-only layer over camera.h, which has the rules of threads and lifetimes.
 *
 *   camera.hpp   the camera itself          options.hpp  its options, as typed members
 *   views.hpp    tasks, workers, snapshot   errors.hpp   what to throw
 *
 * AN EXAMPLE, WHOLE. It writes each task that failed to the host's log:
 *
 *     #include <evcam/camera.hpp>
 *
 *     class failures : public evcam::camera {
 *        public:
 *         struct settings : evcam::settings {
 *             evcam::option<std::string> level{this, "level", "severity in the log", evcam::by_default("warning"),
 *                                              evcam::choices{"info", "warning"}};
 *         };
 *         static evcam::description describe() { return {"failures", "1.0.0", "logs each task that failed"}; }
 *
 *         failures(const settings &settings, evcam::host host)
 *             : host_(host), level_(*settings.level == "info" ? EVCAM_LOG_INFO : EVCAM_LOG_WARNING) {}
 *
 *         void shutter(const evcam::snapshot &snapshot) override {
 *             for (auto task : snapshot.changed())
 *                 if (task.state() == "FAILURE") host_.log(level_, "task " + std::string(task.uuid()) + " failed");
 *         }
 *
 *        private:
 *         evcam::host host_;
 *         evcam_log_level level_;
 *     };
 *
 *     EVCAM_CAMERA(failures)
 *
 *     c++ -std=c++17 -O2 -fPIC -shared $(pkg-config --cflags evcam) -o libevcam-camera-failures.so failures.cpp
 *
 * Returning is OK. No exception leaves the camera: what a function throws becomes its result, by type (errors.hpp). */
#ifndef EVCAM_CAMERA_HPP
#define EVCAM_CAMERA_HPP

#include <initializer_list>
#include <memory>
#include <utility>

#include "errors.hpp"
#include "options.hpp"
#include "views.hpp"

namespace evcam {

/* The costly parts of a snapshot, built only for those who want them, and the terminal; may be joined by `|`. */
namespace wants {
inline constexpr std::uint32_t tasks = EVCAM_CAMERA_WANTS_TASKS;
inline constexpr std::uint32_t task_counts = EVCAM_CAMERA_WANTS_TASK_COUNTS;
inline constexpr std::uint32_t counters = EVCAM_CAMERA_WANTS_COUNTERS;
inline constexpr std::uint32_t terminal = EVCAM_CAMERA_WANTS_TERMINAL;
}  // namespace wants

/* What a camera says about itself before an instance exists. */
struct description {
    std::string id; /* lower-case letters, digits and '-': what YAML says after `camera:` */
    std::string version;
    std::string summary; /* one line for people */
    std::uint32_t wants = 0;
    std::string author = {};
    std::string license = {}; /* SPDX id */
};

/* A key and its value beside a line in the host's log. */
struct log_value {
    log_value(const char *name, std::string_view text) : name(name), text(text), kind(EVCAM_VALUE_STRING) {}
    log_value(const char *name, const char *text) : log_value(name, std::string_view(text)) {}
    log_value(const char *name, const std::string &text) : log_value(name, std::string_view(text)) {}
    log_value(const char *name, double number) : name(name), number(number), kind(EVCAM_VALUE_DOUBLE) {}
    template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
    log_value(const char *name, Integer integer)
        : name(name),
          integer(static_cast<std::int64_t>(integer)),
          number(static_cast<double>(integer)),
          kind(std::is_same_v<Integer, bool> ? EVCAM_VALUE_BOOL : EVCAM_VALUE_INT) {}

    std::string_view name, text{};
    std::int64_t integer = 0;
    double number = 0;
    std::uint32_t kind;
};

/* What the host offers one camera; may be copied, is good as long as the camera. */
class host {
   public:
    explicit host(const evcam_host *raw) noexcept : raw_(raw) {}

    std::string_view version() const noexcept { return detail::view(raw_->version); }
    std::string_view name() const noexcept { return detail::view(raw_->name); }
    std::string_view cluster() const noexcept { return detail::view(raw_->cluster); }

    /* [any thread] Writes a line to the host's log. */
    void log(evcam_log_level level, std::string_view message, std::initializer_list<log_value> values = {}) const {
        std::vector<evcam_attribute> attributes;
        for (const auto &value : values) {
            evcam_attribute attribute{};
            attribute.name = {value.name.data(), value.name.size()};
            if (value.kind == EVCAM_VALUE_STRING) attribute.text = {value.text.data(), value.text.size()};
            attribute.integer = value.integer;
            attribute.number = value.number;
            attribute.kind = value.kind;
            attributes.push_back(attribute);
        }
        raw_->log(raw_, level, {message.data(), message.size()}, attributes.data(), attributes.size());
    }

    /* [any thread] Reports a figure of the camera's own; at most 64 names. */
    void metric(std::string_view name, double value) const noexcept {
        raw_->metric(raw_, {name.data(), name.size()}, value);
    }

    /* [any thread] Whether to throw a retry_error soon. */
    bool cancelled() const noexcept { return raw_->cancelled(raw_) != 0; }

    /* A folder of this instance's own that outlives the run; made at the first call. */
    std::string data_dir() const {
        if (raw_->make_data_dir(raw_) != EVCAM_OK) {
            throw fatal_error("the host could not make the data folder " + std::string(detail::view(raw_->data_dir)));
        }
        return std::string(detail::view(raw_->data_dir));
    }

    /* The struct itself. */
    const evcam_host *raw() const noexcept { return raw_; }

   private:
    const evcam_host *raw_;
};

/* A snapshot that is kept beyond its shutter; let go of it on the camera's thread, before the camera goes. */
class retained {
   public:
    /* Throws retry_error when two are kept already. */
    retained(host host, const snapshot &snapshot) : host_(host), raw_(&snapshot.raw()) {
        if (host.raw()->retain(host.raw(), raw_) != EVCAM_OK) {
            raw_ = nullptr;
            throw retry_error("the host keeps no further snapshot for this camera");
        }
    }
    retained(retained &&other) noexcept : host_(other.host_), raw_(std::exchange(other.raw_, nullptr)) {}
    retained &operator=(retained &&other) noexcept {
        std::swap(host_, other.host_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~retained() {
        if (raw_ != nullptr) host_.raw()->release(host_.raw(), raw_);
    }

    evcam::snapshot operator*() const noexcept { return evcam::snapshot(*raw_); }

   private:
    host host_;
    const evcam_snapshot *raw_;
};

/* A camera: derive from it, and have besides
 *     static evcam::description describe();
 *     struct settings : evcam::settings {...};     (left out: no options, and the constructor takes evcam::settings)
 *     a constructor (const settings &, evcam::host), which touches nothing outside: `evcam check` comes this far.
 * All functions run on one thread, never at once; the destructor closes what is still open. */
class camera {
   public:
    using settings = evcam::settings;

    camera() = default;
    camera(const camera &) = delete;
    camera &operator=(const camera &) = delete;
    virtual ~camera() = default;

    /* Opens files and connections. */
    virtual void start() {}
    /* Takes the picture. Returning means that the delta survives a kill -9 of the host. */
    virtual void shutter(const snapshot &snapshot) = 0;
    /* Removes what is too old at `now` (UNIX seconds); answers how many rows, files ... went. */
    virtual std::uint64_t cleanup(double now) {
        (void)now;
        return 0;
    }
    /* Brings what is buffered to safety within `limit`. */
    virtual void flush(nanoseconds limit) { (void)limit; }
    /* Closes files and connections. */
    virtual void stop() {}
};

namespace detail {

/* The C functions of one camera type, and its description for the host. */
template <class Camera>
class entry {
   public:
    /* The description; nullptr if it cannot be made. Never freed: it lives as long as the library, also while the
     * program's own objects are destroyed. */
    static const evcam_camera *make() noexcept {
        try {
            return &(new entry)->camera_;
        } catch (...) {
            return nullptr;
        }
    }

   private:
    using settings = typename Camera::settings;

    struct instance {
        const evcam_host *host;
        settings options;
        std::unique_ptr<Camera> camera;
    };

    entry() : description_(Camera::describe()) {
        for (auto *option : settings_.declared()) options_.push_back(option->declaration());
        camera_.size = sizeof camera_;
        camera_.abi_major = EVCAM_ABI_MAJOR;
        camera_.abi_minor = EVCAM_ABI_MINOR;
        camera_.flags = description_.wants;
        camera_.option_stride = sizeof(evcam_option);
        camera_.id = string(description_.id);
        camera_.version = string(description_.version);
        camera_.summary = string(description_.summary);
        camera_.author = string(description_.author);
        camera_.license = string(description_.license);
        camera_.options = options_.empty() ? nullptr : options_.data();
        camera_.option_count = options_.size();
        camera_.create = create;
        camera_.start = [](void *self) { return run(self, call::start, [](Camera &camera) { camera.start(); }); };
        camera_.shutter = [](void *self, const evcam_snapshot *raw) {
            return run(self, call::shutter, [raw](Camera &camera) { camera.shutter(snapshot(*raw)); });
        };
        camera_.cleanup = [](void *self, const evcam_cleanup *raw, std::uint64_t *deleted) {
            return run(self, call::ending, [=](Camera &camera) { *deleted = camera.cleanup(raw->now); });
        };
        camera_.flush = [](void *self, std::uint64_t limit) {
            return run(self, call::ending, [limit](Camera &camera) {
                camera.flush(nanoseconds(static_cast<std::int64_t>(limit >> 63 ? INT64_MAX : limit)));
            });
        };
        camera_.stop = [](void *self) {
            const evcam_host *host = static_cast<instance *>(self)->host;
            if (run(self, call::ending, [](Camera &camera) { camera.stop(); }) != EVCAM_OK) {
                evcam::host(host).log(EVCAM_LOG_WARNING, "the camera threw in stop");
            }
        };
        camera_.destroy = [](void *self) { delete static_cast<instance *>(self); };
    }

    static evcam_string string(const std::string &text) noexcept { return {text.data(), text.size()}; }

    static evcam_result create(const evcam_host *host, const evcam_options *options, void **made) {
        return guarded(host, call::create, [=] {
            auto self = std::make_unique<instance>();
            self->host = host;
            const list<view_of<evcam_option_value>> values(options->values, options->value_count,
                                                           options->value_stride);
            for (auto *option : self->options.declared()) option->fill(values);
            const settings &filled = self->options;
            self->camera = std::make_unique<Camera>(filled, evcam::host(host));
            *made = self.release();
        });
    }

    template <class Work>
    static evcam_result run(void *self, call call, Work &&work) noexcept {
        auto *instance = static_cast<entry::instance *>(self);
        return guarded(instance->host, call, [&] { work(*instance->camera); });
    }

    description description_;
    settings settings_;
    std::vector<evcam_option> options_;
    evcam_camera camera_{};
};

}  // namespace detail
}  // namespace evcam

/* Makes the library a camera: its one exported function, and the note in its file. Once, at file scope.
 * (The description is a static of this function, which is no template: statics of templates are shared by all libraries
 * of a process, and two cameras may well call a class the same.) */
#define EVCAM_CAMERA(type)                                                                          \
    EVCAM_DECLARE_ABI(0);                                                                           \
    EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) { \
        static const evcam_camera *const made = ::evcam::detail::entry<type>::make();               \
        (void)host_minor;                                                                           \
        return host_major == EVCAM_ABI_MAJOR ? made : nullptr;                                      \
    }

#endif

/* SPDX-License-Identifier: Apache-2.0
 * evcam for C++17: the options of a camera, each declared once, as a typed member.
 *
 *     struct settings : evcam::settings {
 *         evcam::option<std::string> path{this, "path", "the file to append to", evcam::path};
 *         evcam::option<std::int64_t> rows{this, "rows", "rows kept", evcam::by_default(100), evcam::at_least(1)};
 *         evcam::option<std::optional<evcam::nanoseconds>> keep{this, "keep", "delete what is older"};
 *     };
 *
 * An option of type std::optional may be left out; any other without a default must be set. What may stand behind the
 * summary, in any order: by_default, at_least, at_most, path, url, secret, bytes, choices. The host checks the user's
 * YAML against all this; when the camera's constructor runs, the values are there: `settings.path.value()`. */
#ifndef EVCAM_OPTIONS_HPP
#define EVCAM_OPTIONS_HPP

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "errors.hpp"
#include "views.hpp"

namespace evcam {

using nanoseconds = std::chrono::nanoseconds;

/* What a std::string or std::int64_t is, if not just that. */
struct form {
    std::uint32_t type;
};
inline constexpr form path{EVCAM_OPTION_PATH};     /* std::string: absolute; the user's counts from the YAML's folder */
inline constexpr form url{EVCAM_OPTION_URL};       /* std::string */
inline constexpr form secret{EVCAM_OPTION_SECRET}; /* std::string: never printed, never logged */
inline constexpr form bytes{EVCAM_OPTION_BYTES};   /* std::int64_t; written 64KB, 256MB, 1GiB */

/* std::string: one of these. */
struct choices {
    std::vector<std::string> all;
    choices(std::initializer_list<std::string> all) : all(all) {}
};

/* The default: a value, or as it would be written in YAML ("256MB", "30d"). */
struct by_default {
    std::string text;
    by_default(const char *text) : text(text) {}
    by_default(const std::string &text) : text(text) {}
    by_default(bool value) : text(value ? "true" : "false") {}
    template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>>>
    by_default(Number value) : text(std::to_string(value)) {}
};

/* The bounds: of the value, of seconds of a duration, of bytes of a size, of the length of a text or list. */
struct at_least {
    double value;
    constexpr explicit at_least(double value) : value(value) {}
};
struct at_most {
    double value;
    constexpr explicit at_most(double value) : value(value) {}
};

namespace detail {

/* What an option has whatever its type. */
class option_base {
   public:
    option_base(const option_base &) = delete;
    option_base &operator=(const option_base &) = delete;

    /* Whether the user wrote it. */
    bool is_set() const noexcept { return is_set_; }

    /* The declaration; its texts are this option's and live as long as it. */
    evcam_option declaration() noexcept {
        choice_texts_.clear();
        for (const auto &choice : choices_) choice_texts_.push_back({choice.data(), choice.size()});
        evcam_option option{};
        option.size = sizeof option;
        option.type = type_;
        option.flags = flags_;
        option.name = {name_.data(), name_.size()};
        option.summary = {summary_.data(), summary_.size()};
        if (default_) option.default_value = {default_->data(), default_->size()};
        option.minimum = minimum_;
        option.maximum = maximum_;
        option.choices = choice_texts_.empty() ? nullptr : choice_texts_.data();
        option.choice_count = choice_texts_.size();
        return option;
    }

    void fill(const list<view_of<evcam_option_value>> &values) {
        for (auto value : values) {
            if (view(value.raw().name) != name_) continue;
            if (value.raw().type != type_) throw config_error("option `" + name_ + "` is of another type");
            is_set_ = (value.raw().flags & EVCAM_OPTION_IS_SET) != 0;
            take(value.raw());
            return;
        }
        if ((flags_ & EVCAM_OPTION_REQUIRED) != 0) throw config_error("option `" + name_ + "` is missing");
    }

   protected:
    template <class... Traits>
    option_base(const char *name, const char *summary, std::uint32_t type, bool optional, Traits &&...traits)
        : name_(name), summary_(summary), type_(type) {
        (add(traits), ...);
        if (!optional && !default_) flags_ |= EVCAM_OPTION_REQUIRED;
    }
    ~option_base() = default;

    virtual void take(const evcam_option_value &value) = 0;

   private:
    void add(const form &form) { type_ = form.type; }
    void add(const by_default &value) { default_ = value.text; }
    void add(const at_least &bound) {
        minimum_ = bound.value;
        flags_ |= EVCAM_OPTION_HAS_MIN;
    }
    void add(const at_most &bound) {
        maximum_ = bound.value;
        flags_ |= EVCAM_OPTION_HAS_MAX;
    }
    void add(const choices &choices) {
        choices_ = choices.all;
        type_ = EVCAM_OPTION_ENUM;
    }

    std::string name_, summary_;
    std::uint32_t type_;
    std::uint32_t flags_ = 0;
    std::optional<std::string> default_;
    double minimum_ = 0, maximum_ = 0;
    std::vector<std::string> choices_;
    std::vector<evcam_string> choice_texts_;
    bool is_set_ = false;
};

template <class Value>
struct kind_of;
template <>
struct kind_of<bool> {
    static constexpr std::uint32_t type = EVCAM_OPTION_BOOL;
    static bool read(const evcam_option_value &value) { return value.integer != 0; }
};
template <>
struct kind_of<std::int64_t> {
    static constexpr std::uint32_t type = EVCAM_OPTION_INT;
    static std::int64_t read(const evcam_option_value &value) { return value.integer; }
};
template <>
struct kind_of<double> {
    static constexpr std::uint32_t type = EVCAM_OPTION_FLOAT;
    static double read(const evcam_option_value &value) { return value.number; }
};
template <>
struct kind_of<std::string> {
    static constexpr std::uint32_t type = EVCAM_OPTION_STRING;
    static std::string read(const evcam_option_value &value) { return std::string(view(value.text)); }
};
template <>
struct kind_of<nanoseconds> {
    static constexpr std::uint32_t type = EVCAM_OPTION_DURATION;
    static nanoseconds read(const evcam_option_value &value) { return nanoseconds(value.integer); }
};
template <>
struct kind_of<std::vector<std::string>> {
    static constexpr std::uint32_t type = EVCAM_OPTION_LIST;
    static std::vector<std::string> read(const evcam_option_value &value) {
        std::vector<std::string> items;
        for (std::uint64_t i = 0; value.items != nullptr && i < value.item_count; i++)
            items.emplace_back(view(value.items[i]));
        return items;
    }
};
template <class Value>
struct kind_of<std::optional<Value>> : kind_of<Value> {};

template <class Value>
inline constexpr bool is_optional = false;
template <class Value>
inline constexpr bool is_optional<std::optional<Value>> = true;

}  // namespace detail

/* The options of a camera: derive from it, with an evcam::option for each. Neither copied nor moved; the camera is
 * handed a reference that is good as long as the camera. */
class settings {
   public:
    settings() = default;
    settings(const settings &) = delete;
    settings &operator=(const settings &) = delete;

    /* The library's own: what is declared, and where it stands. */
    const std::vector<detail::option_base *> &declared() const noexcept { return declared_; }

   private:
    template <class>
    friend class option;
    std::vector<detail::option_base *> declared_;
};

/* An option whose values are bool, std::int64_t, double, std::string, evcam::nanoseconds, std::vector<std::string>,
 * or std::optional of one of these. */
template <class Value>
class option final : public detail::option_base {
   public:
    template <class... Traits>
    option(settings *owner, const char *name, const char *summary, Traits &&...traits)
        : option_base(name, summary, detail::kind_of<Value>::type, detail::is_optional<Value>,
                      std::forward<Traits>(traits)...) {
        owner->declared_.push_back(this);
    }

    /* The user's value, or the default. */
    const Value &value() const noexcept { return value_; }
    const Value &operator*() const noexcept { return value_; }
    const Value *operator->() const noexcept { return &value_; }

   private:
    void take(const evcam_option_value &value) override { value_ = detail::kind_of<Value>::read(value); }
    Value value_{};
};

}  // namespace evcam

#endif

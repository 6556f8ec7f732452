/* SPDX-License-Identifier: Apache-2.0
 * evcam for C++17: a snapshot's tasks, workers and the rest, as lazy views.
 *
 * Views point into the host's memory and are good until `shutter` returns: keep numbers and std::string, never a view
 * or a std::string_view. Nothing is copied before it is asked for. Absent values are empty optionals. Times are UNIX
 * seconds, UTC. What each member means stands in snapshot.h. */
#ifndef EVCAM_VIEWS_HPP
#define EVCAM_VIEWS_HPP

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "camera.h"

namespace evcam {

using text = std::optional<std::string_view>;

namespace detail {

inline std::string_view view(const evcam_string &string) noexcept {
    return string.ptr == nullptr ? std::string_view() : std::string_view(string.ptr, string.len);
}
inline text optional(const evcam_string &string) noexcept {
    return string.ptr == nullptr ? text() : text(view(string));
}
inline std::optional<double> optional(double value) noexcept {
    return value != value ? std::nullopt : std::optional<double>(value);
}
inline std::optional<std::int64_t> optional(std::int64_t value) noexcept {
    return value == EVCAM_ABSENT ? std::nullopt : std::optional<std::int64_t>(value);
}

}  // namespace detail

/* An array of the snapshot, walked by its stride: a newer host's elements are longer than ours.
 *     for (auto task : snapshot.changed()) ...  */
template <class View>
class list {
   public:
    using layout = typename View::layout;

    class iterator {
       public:
        using iterator_category = std::input_iterator_tag;
        using value_type = View;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = View;

        iterator(const char *at, std::size_t stride) noexcept : at_(at), stride_(stride) {}
        View operator*() const noexcept {
            return View(*static_cast<const layout *>(static_cast<const void *>(at_)));
        }
        iterator &operator++() noexcept {
            at_ += stride_;
            return *this;
        }
        iterator operator++(int) noexcept {
            iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const iterator &other) const noexcept { return at_ == other.at_; }
        bool operator!=(const iterator &other) const noexcept { return at_ != other.at_; }

       private:
        const char *at_;
        std::size_t stride_;
    };

    /* A stride too short for our elements makes an empty list. */
    list(const layout *first, std::uint64_t count, std::uint32_t stride) noexcept
        : first_(static_cast<const char *>(static_cast<const void *>(first))),
          count_(first != nullptr && stride >= sizeof(layout) ? count : 0),
          stride_(stride) {}

    iterator begin() const noexcept { return iterator(first_, stride_); }
    iterator end() const noexcept { return iterator(first_ + count_ * stride_, stride_); }
    std::size_t size() const noexcept { return count_; }
    bool empty() const noexcept { return count_ == 0; }
    /* `index` is below size(). */
    View operator[](std::size_t index) const noexcept { return *iterator(first_ + index * stride_, stride_); }

   private:
    const char *first_;
    std::size_t count_;
    std::size_t stride_;
};

/* The common part of all views: the C struct. */
template <class Layout>
class view_of {
   public:
    using layout = Layout;
    explicit view_of(const Layout &raw) noexcept : raw_(&raw) {}
    /* The struct itself, for members that have no function here. */
    const Layout &raw() const noexcept { return *raw_; }

   private:
    const Layout *raw_;
};

/* The function `name` answers the member `member`. */
#define EVCAM_TEXT_MEMBER(name) \
    std::string_view name() const noexcept { return detail::view(this->raw().name); }
#define EVCAM_OPTIONAL_MEMBER(name) \
    auto name() const noexcept { return detail::optional(this->raw().name); }
#define EVCAM_NUMBER_MEMBER(name) \
    auto name() const noexcept { return this->raw().name; }

/* Whatever else the events brought. */
struct attribute : view_of<evcam_attribute> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(name)
    EVCAM_NUMBER_MEMBER(kind)    /* EVCAM_VALUE_... */
    EVCAM_OPTIONAL_MEMBER(text)  /* of STRING and JSON */
    EVCAM_NUMBER_MEMBER(integer) /* of BOOL and INT */
    EVCAM_NUMBER_MEMBER(number)  /* of INT and DOUBLE */
};

struct task : view_of<evcam_task> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(uuid)
    EVCAM_TEXT_MEMBER(state)
    EVCAM_NUMBER_MEMBER(revision)
    EVCAM_NUMBER_MEMBER(clock)
    bool ready() const noexcept { return (raw().flags & EVCAM_TASK_READY) != 0; }
    bool removed() const noexcept { return (raw().flags & EVCAM_TASK_REMOVED) != 0; }
    bool truncated() const noexcept { return (raw().flags & EVCAM_TASK_TRUNCATED) != 0; }
    EVCAM_OPTIONAL_MEMBER(name)
    EVCAM_OPTIONAL_MEMBER(worker)
    EVCAM_OPTIONAL_MEMBER(client)
    EVCAM_OPTIONAL_MEMBER(hostname)
    EVCAM_OPTIONAL_MEMBER(args)
    EVCAM_OPTIONAL_MEMBER(kwargs)
    EVCAM_OPTIONAL_MEMBER(result)
    EVCAM_OPTIONAL_MEMBER(exception)
    EVCAM_OPTIONAL_MEMBER(traceback)
    EVCAM_OPTIONAL_MEMBER(eta)
    EVCAM_OPTIONAL_MEMBER(expires)
    EVCAM_OPTIONAL_MEMBER(exchange)
    EVCAM_OPTIONAL_MEMBER(routing_key)
    EVCAM_OPTIONAL_MEMBER(queue)
    EVCAM_OPTIONAL_MEMBER(root_id)
    EVCAM_OPTIONAL_MEMBER(parent_id)
    EVCAM_OPTIONAL_MEMBER(timestamp)
    EVCAM_OPTIONAL_MEMBER(local_received)
    EVCAM_OPTIONAL_MEMBER(sent)
    EVCAM_OPTIONAL_MEMBER(received)
    EVCAM_OPTIONAL_MEMBER(started)
    EVCAM_OPTIONAL_MEMBER(succeeded)
    EVCAM_OPTIONAL_MEMBER(failed)
    EVCAM_OPTIONAL_MEMBER(retried)
    EVCAM_OPTIONAL_MEMBER(revoked)
    EVCAM_OPTIONAL_MEMBER(rejected)
    EVCAM_OPTIONAL_MEMBER(runtime)
    EVCAM_OPTIONAL_MEMBER(retries)
    EVCAM_OPTIONAL_MEMBER(pid)
    list<attribute> attributes() const noexcept {
        return {raw().attributes, raw().attribute_count, raw().attribute_stride};
    }
};

struct removed : view_of<evcam_removed> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(id)
    EVCAM_NUMBER_MEMBER(reason) /* EVCAM_REMOVED_... */
    EVCAM_NUMBER_MEMBER(revision)
};

struct worker : view_of<evcam_worker> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(hostname)
    EVCAM_NUMBER_MEMBER(revision)
    bool alive() const noexcept { return (raw().flags & EVCAM_WORKER_ALIVE) != 0; }
    bool offline() const noexcept { return (raw().flags & EVCAM_WORKER_OFFLINE) != 0; }
    bool changed() const noexcept { return (raw().flags & EVCAM_WORKER_CHANGED) != 0; }
    EVCAM_OPTIONAL_MEMBER(sw_ident)
    EVCAM_OPTIONAL_MEMBER(sw_ver)
    EVCAM_OPTIONAL_MEMBER(sw_sys)
    EVCAM_OPTIONAL_MEMBER(freq)
    /* Over 1, 5 and 15 minutes: `index` is 0, 1 or 2. */
    std::optional<double> loadavg(std::size_t index) const noexcept {
        return index < 3 ? detail::optional(raw().loadavg[index]) : std::nullopt;
    }
    /* The newest. */
    std::optional<double> last_heartbeat() const noexcept {
        const std::uint32_t count = raw().heartbeat_count;
        return count == 0 || count > 4 ? std::nullopt : std::optional<double>(raw().heartbeats[count - 1]);
    }
    EVCAM_OPTIONAL_MEMBER(pid)
    EVCAM_OPTIONAL_MEMBER(clock)
    EVCAM_OPTIONAL_MEMBER(active)
    EVCAM_OPTIONAL_MEMBER(processed)
    list<attribute> attributes() const noexcept {
        return {raw().attributes, raw().attribute_count, raw().attribute_stride};
    }
};

struct counter : view_of<evcam_counter> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(type)
    EVCAM_OPTIONAL_MEMBER(task)
    EVCAM_OPTIONAL_MEMBER(hostname)
    EVCAM_NUMBER_MEMBER(count)
};

struct task_count : view_of<evcam_task_count> {
    using view_of::view_of;
    EVCAM_OPTIONAL_MEMBER(name)
    EVCAM_TEXT_MEMBER(state)
    EVCAM_NUMBER_MEMBER(count)
};

struct loss : view_of<evcam_loss> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(cause)
    EVCAM_NUMBER_MEMBER(count)
};

struct gap : view_of<evcam_gap> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(cause)
    EVCAM_NUMBER_MEMBER(from)
    EVCAM_OPTIONAL_MEMBER(until)
    EVCAM_NUMBER_MEMBER(at_least)
    EVCAM_NUMBER_MEMBER(at_most)
};

/* What one camera's lane has done so far; the figures are in raw(). */
struct lane : view_of<evcam_lane> {
    using view_of::view_of;
    EVCAM_TEXT_MEMBER(name)
    EVCAM_TEXT_MEMBER(camera)
};

/* The picture. Its delta covers the revisions beyond base_revision() up to revision(). */
struct snapshot : view_of<evcam_snapshot> {
    using view_of::view_of;
    bool full_resync() const noexcept { return (raw().flags & EVCAM_SNAPSHOT_FULL_RESYNC) != 0; }
    bool final() const noexcept { return (raw().flags & EVCAM_SNAPSHOT_FINAL) != 0; }
    bool replay() const noexcept { return (raw().flags & EVCAM_SNAPSHOT_REPLAY) != 0; }
    bool deterministic() const noexcept { return (raw().flags & EVCAM_SNAPSHOT_DETERMINISTIC) != 0; }
    EVCAM_TEXT_MEMBER(cluster)
    EVCAM_TEXT_MEMBER(epoch)
    EVCAM_NUMBER_MEMBER(sequence)
    EVCAM_NUMBER_MEMBER(base_revision)
    EVCAM_NUMBER_MEMBER(revision)
    EVCAM_NUMBER_MEMBER(taken_at)
    EVCAM_NUMBER_MEMBER(event_count)
    EVCAM_NUMBER_MEMBER(task_event_count)
    EVCAM_NUMBER_MEMBER(tasks_in_memory)
    EVCAM_NUMBER_MEMBER(workers_in_memory)
    list<task> changed() const noexcept { return {raw().changed, raw().changed_count, raw().task_stride}; }
    list<evcam::removed> removed() const noexcept {
        return {raw().removed, raw().removed_count, raw().removed_stride};
    }
    list<worker> workers() const noexcept { return {raw().workers, raw().worker_count, raw().worker_stride}; }
    list<evcam::removed> removed_workers() const noexcept {
        return {raw().removed_workers, raw().removed_worker_count, raw().removed_stride};
    }
    /* Only for wants::tasks. */
    list<task> tasks() const noexcept { return {raw().tasks, raw().task_count, raw().task_stride}; }
    /* Only for wants::task_counts. */
    list<task_count> task_counts() const noexcept {
        return {raw().task_counts, raw().task_count_count, raw().task_count_stride};
    }
    /* Only for wants::counters. */
    list<counter> counters() const noexcept { return {raw().counters, raw().counter_count, raw().counter_stride}; }
    list<loss> losses() const noexcept { return {raw().losses, raw().loss_count, raw().loss_stride}; }
    list<gap> gaps() const noexcept { return {raw().gaps, raw().gap_count, raw().gap_stride}; }
    list<lane> lanes() const noexcept { return {raw().lanes, raw().lane_count, raw().lane_stride}; }
};

#undef EVCAM_TEXT_MEMBER
#undef EVCAM_OPTIONAL_MEMBER
#undef EVCAM_NUMBER_MEMBER

}  // namespace evcam

#endif

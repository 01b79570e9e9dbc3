// Dotted paths and name patterns as format descriptions spell them, compared without case and
// separators.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table.h"

namespace ckpt {

// `key` is `step`, which may be '*'.
[[nodiscard]] bool fits_step(std::string_view step, std::string_view key);

// Steps of a dotted path, each a piece of a literal; a step '*' stands for any one key.
class Path {
 public:
  explicit Path(std::string_view dotted);

  [[nodiscard]] bool empty() const { return steps_.empty(); }
  [[nodiscard]] std::size_t size() const { return steps_.size(); }
  [[nodiscard]] std::span<const std::string_view> steps() const { return steps_; }
  // How many steps the name of a metric has: those up to the last '*', or all where there is none.
  [[nodiscard]] std::size_t name_size() const;

  // `segments`, from `from` on, begin with this path.
  [[nodiscard]] bool is_at_or_above(std::span<const std::string> segments,
                                    std::size_t from = 0) const;
  // `segments` are this path.
  [[nodiscard]] bool is_at(std::span<const std::string> segments) const {
    return segments.size() == steps_.size() && is_at_or_above(segments);
  }
  [[nodiscard]] bool is_end_of(std::span<const std::string> segments) const {
    return segments.size() >= steps_.size() &&
           is_at_or_above(segments, segments.size() - steps_.size());
  }

 private:
  std::vector<std::string_view> steps_;
};

// `name` is `pattern`, where a '*' stands for anything or nothing.
[[nodiscard]] bool fits_name(std::string_view pattern, std::string_view name);

}  // namespace ckpt

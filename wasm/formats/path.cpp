// See path.h.
#include "formats/path.h"

#include "base/text.h"

namespace ckpt {

bool fits_step(std::string_view step, std::string_view key) {
  return step == "*" || same_key(key, step);
}

Path::Path(std::string_view dotted) {
  while (!dotted.empty()) {
    const std::size_t dot = dotted.find('.');
    steps_.push_back(dotted.substr(0, dot));
    dotted = dot == std::string_view::npos ? std::string_view{} : dotted.substr(dot + 1);
  }
}

std::size_t Path::name_size() const {
  std::size_t size = steps_.size();
  while (size > 0 && steps_[size - 1] != "*") --size;
  return size == 0 ? steps_.size() : size;
}

bool Path::is_at_or_above(std::span<const std::string> segments, std::size_t from) const {
  if (segments.size() < from + steps_.size()) return false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (!fits_step(steps_[i], segments[from + i])) return false;
  }
  return true;
}

bool fits_name(std::string_view pattern, std::string_view name) {
  const std::string folded = folded_key(name);
  std::size_t at = 0;
  bool may_skip = false;
  while (!pattern.empty()) {
    const std::size_t star = pattern.find('*');
    const std::string piece = folded_key(pattern.substr(0, star));
    const bool is_last = star == std::string_view::npos;
    if (!piece.empty()) {
      std::size_t found = folded.find(piece, at);
      if (is_last && folded.size() >= at + piece.size()) found = folded.rfind(piece);
      if (found == std::string::npos || (!may_skip && found != at)) return false;
      at = found + piece.size();
    }
    if (is_last) return at == folded.size();
    may_skip = true;
    pattern.remove_prefix(star + 1);
  }
  return may_skip || at == folded.size();
}

}  // namespace ckpt

// See joining.h.
#include "session/joining.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/sorting.h"
#include "run/run_builder.h"

namespace ckpt {
namespace {

// Relative; services round what they list, and lists and events of one job were seen to agree to
// it.
constexpr double kAgreementTolerance = 1e-6;
// Runs that state no identity are one only when at least so many values say so.
constexpr std::uint64_t kAgreementCountMin = 2;

struct FilePath {
  std::string_view folder;  // empty when it is not known
  std::string_view file;
};

FilePath split(std::string_view path) {
  const std::size_t border = path.find_last_of("/\\");
  if (border == std::string_view::npos) return {{}, path};
  return {path.substr(0, border), path.substr(border + 1)};
}

// "metrics_epoch_#.json" of "metrics_epoch_12.json".
std::string without_numbers(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c < '0' || c > '9') {
      out += c;
    } else if (out.empty() || out.back() != '#') {
      out += '#';
    }
  }
  return out;
}

// The value of the digits in `name`; for the order of numbered files.
double number_in(std::string_view name) {
  double value = 0;
  for (const char c : name) {
    if (c >= '0' && c <= '9') value = value * 10 + (c - '0');
  }
  return value;
}

class Finder {
 public:
  Finder(std::span<const Run* const> runs, std::span<const std::string> source_names)
      : runs_(runs), source_names_(source_names) {}

  std::vector<Joining> find() {
    std::map<std::string, std::vector<std::uint32_t>> groups;
    for (std::uint32_t i = 0; i < runs_.size(); ++i) {
      const std::string key = key_of(i);
      if (!key.empty()) groups[key].push_back(i);
    }
    add_agreeing(groups);
    std::vector<Joining> joinings;
    for (auto& [key, members] : groups) {
      if (members.size() > 1) add_joining(std::move(members), joinings);
    }
    return joinings;
  }

 private:
  [[nodiscard]] const Belonging& belonging(std::uint32_t run) const {
    return runs_[run]->belonging;
  }
  [[nodiscard]] std::string_view source_name(std::uint32_t run) const {
    return source_names_[runs_[run]->sources.front()];
  }
  [[nodiscard]] FilePath path_of(std::uint32_t run) const { return split(source_name(run)); }

  // The folder of the run itself, above the checkpoint's folder.
  [[nodiscard]] std::string_view run_folder(std::uint32_t run) const {
    const std::string_view folder = path_of(run).folder;
    return std::isnan(step_of_checkpoint_path(folder)) ? folder : split(folder).folder;
  }

  [[nodiscard]] bool is_sibling(std::uint32_t run) const {
    const std::string_view folder = split(path_of(run).folder).file;
    const auto& names = belonging(run).siblings;
    return !folder.empty() && std::find(names.begin(), names.end(), folder) != names.end();
  }

  // Runs with equal keys may be one; empty: this one stands alone.
  [[nodiscard]] std::string key_of(std::uint32_t run) const {
    const Belonging& what = belonging(run);
    const auto key = [&](std::string_view kind, std::string_view first,
                         std::string_view second = {}) {
      std::string text;
      for (const std::string_view part : {what.family, kind, first, second}) {
        text += part;
        text += '\0';
      }
      return text;
    };
    const FilePath path = path_of(run);
    switch (what.together) {
      case Together::no:
        return {};
      case Together::identity:
        return what.identity.empty() ? std::string{} : key("identity", what.identity);
      case Together::folder:
        return key("folder", path.folder);
      case Together::numbered_files:
        return key("numbered", path.folder, without_numbers(path.file));
      case Together::sibling_folders:
        return is_sibling(run) ? key("siblings", split(path.folder).folder, path.file)
                               : std::string{};
      case Together::checkpoint_folders:
        return key("checkpoints", run_folder(run));
    }
    return {};
  }

  // Runs without an identity join the one group, or the one other such run, whose values they
  // share.
  void add_agreeing(std::map<std::string, std::vector<std::uint32_t>>& groups) const {
    for (std::uint32_t run = 0; run < runs_.size(); ++run) {
      if (!belonging(run).may_agree || !belonging(run).identity.empty()) continue;
      std::vector<std::string> agreeing;
      for (const auto& [key, members] : groups) {
        const bool agrees = std::any_of(members.begin(), members.end(),
                                        [&](std::uint32_t other) { return agree(run, other); });
        if (agrees) agreeing.push_back(key);
      }
      if (agreeing.size() == 1) groups[agreeing.front()].push_back(run);
      if (agreeing.empty()) groups["alone " + std::to_string(run)].push_back(run);
    }
  }

  [[nodiscard]] bool agree(std::uint32_t a, std::uint32_t b) const {
    if (a == b || belonging(a).family != belonging(b).family ||
        runs_[a]->sources == runs_[b]->sources) {
      return false;
    }
    const Agreement found = compare_logs(*runs_[a], *runs_[b], kAgreementTolerance);
    return found.compared_count >= kAgreementCountMin && found.differing_count == 0;
  }

  void add_joining(std::vector<std::uint32_t>&& members, std::vector<Joining>& joinings) const {
    if (belonging(members.front()).together == Together::checkpoint_folders) {
      add_checkpoint_folders(std::move(members), joinings);
      return;
    }
    const Together together = belonging(members.front()).together;
    if (together != Together::identity && !have_distinct_files(members)) return;
    if (!share_axis(members)) return;
    const std::string_view folder = path_of(members.front()).folder;
    // Of files whose folder is not known, only what they state tells that they are of one.
    if (together != Together::identity && folder.empty() && !none_disagree(members)) return;
    sort(members);
    Joining joining;
    if (together == Together::sibling_folders) {
      joining.name = split(split(folder).folder).file;
      for (const std::uint32_t run : members) joining.places.emplace_back(path_of(run).folder);
    } else if (together != Together::identity) {
      joining.name = split(folder).file;
    }
    joining.runs = std::move(members);
    joinings.push_back(std::move(joining));
  }

  // Two files of one name come from different places: which belongs to which is not known.
  [[nodiscard]] bool have_distinct_files(const std::vector<std::uint32_t>& members) const {
    std::set<std::string_view> names;
    return std::all_of(members.begin(), members.end(),
                       [&](std::uint32_t run) { return names.insert(source_name(run)).second; });
  }

  [[nodiscard]] bool share_axis(const std::vector<std::uint32_t>& members) const {
    const Run* first = nullptr;
    for (const std::uint32_t run : members) {
      if (runs_[run]->metrics.empty() && runs_[run]->checkpoints.empty()) continue;
      if (first == nullptr) first = runs_[run];
      if (runs_[run]->x_kind != first->x_kind) return false;
    }
    return true;
  }

  [[nodiscard]] bool none_disagree(const std::vector<std::uint32_t>& members) const {
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t k = i + 1; k < members.size(); ++k) {
        const Agreement found =
            compare_logs(*runs_[members[i]], *runs_[members[k]], kAgreementTolerance);
        if (found.differing_count > 0) return false;
      }
    }
    return true;
  }

  // The one with the checkpoints first: it names the whole. Else by number, or by how far they got,
  // then by name.
  void sort(std::vector<std::uint32_t>& members) const {
    const auto lists = [&](std::uint32_t run) {
      const CheckpointList& list = runs_[run]->checkpoints;
      return !list.empty() && list[0].kind == CheckpointKind::checkpoint;
    };
    const Together together = belonging(members.front()).together;
    const bool is_numbered = together == Together::numbered_files;
    const bool is_folder = together == Together::folder;
    stable_sort_indices(members, [&](std::uint32_t a, std::uint32_t b) {
      if (is_numbered) return number_in(path_of(a).file) < number_in(path_of(b).file);
      if (lists(a) != lists(b)) return lists(a);
      if (is_folder && runs_[a]->last_step != runs_[b]->last_step) {
        return runs_[a]->last_step < runs_[b]->last_step;
      }
      return source_name(a) < source_name(b);
    });
  }

  // Each log is the beginning of the furthest; one that says something else is another run's.
  void add_checkpoint_folders(std::vector<std::uint32_t>&& members,
                              std::vector<Joining>& joinings) const {
    stable_sort_indices(members, [&](std::uint32_t a, std::uint32_t b) {
      return runs_[a]->last_step < runs_[b]->last_step;
    });
    while (members.size() > 1) {
      const std::uint32_t furthest = members.back();
      Joining joining;
      std::vector<std::uint32_t> others;
      for (const std::uint32_t run : members) {
        if (run == furthest || continues_in(run, furthest)) {
          joining.runs.push_back(run);
        } else {
          others.push_back(run);
        }
      }
      members = std::move(others);
      if (joining.runs.size() < 2) continue;
      for (const std::uint32_t run : joining.runs) {
        const std::string_view folder = path_of(run).folder;
        const double step = step_of_checkpoint_path(folder);
        if (!std::isnan(step)) joining.folders.push_back({step, std::string{folder}});
      }
      joining.name = split(run_folder(furthest)).file;
      joinings.push_back(std::move(joining));
    }
  }

  [[nodiscard]] bool continues_in(std::uint32_t run, std::uint32_t furthest) const {
    if (runs_[run]->x_kind != runs_[furthest]->x_kind) return false;
    const Agreement found = compare_logs(*runs_[run], *runs_[furthest], kAgreementTolerance);
    return found.compared_count > 0 && found.differing_count == 0;
  }

  std::span<const Run* const> runs_;
  std::span<const std::string> source_names_;
};

// The last `count` folders of the file's path, and the name.
std::string with_folders(std::string_view path, std::string_view name, std::size_t count) {
  std::string_view folder = split(path).folder;
  std::string out{name};
  for (std::size_t i = 0; i < count && !folder.empty(); ++i) {
    const FilePath parts = split(folder);
    if (parts.file != name) out.insert(0, std::string{parts.file}.append("/"));
    folder = parts.folder;
  }
  return out;
}

}  // namespace

std::vector<Joining> find_joinings(std::span<const Run* const> runs,
                                   std::span<const std::string> source_names) {
  return Finder(runs, source_names).find();
}

std::vector<std::string> distinct_names(std::span<const Run* const> runs,
                                        std::span<const std::string> source_names) {
  constexpr std::size_t kFoldersMax = 8;
  std::vector<std::string> names;
  std::map<std::string_view, std::vector<std::size_t>> sharing;
  names.reserve(runs.size());
  for (const Run* run : runs) names.push_back(run->name);
  for (std::size_t i = 0; i < runs.size(); ++i) sharing[runs[i]->name].push_back(i);
  for (const auto& [name, members] : sharing) {
    if (members.size() < 2) continue;
    const auto path = [&](std::size_t run) -> std::string_view {
      return source_names[runs[run]->sources.front()];
    };
    for (std::size_t count = 1; count <= kFoldersMax; ++count) {
      std::set<std::string> tried;
      for (const std::size_t run : members) tried.insert(with_folders(path(run), name, count));
      const bool is_enough = tried.size() == members.size();
      if (!is_enough && count < kFoldersMax) continue;
      std::map<std::string, int> seen;
      for (const std::size_t run : members) {
        names[run] = with_folders(path(run), name, is_enough ? count : 1);
        const int repeat = ++seen[names[run]];
        if (repeat > 1) names[run] += " #" + std::to_string(repeat);
      }
      break;
    }
  }
  return names;
}

}  // namespace ckpt

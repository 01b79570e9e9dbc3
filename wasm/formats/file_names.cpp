// See file_names.h.
#include "formats/file_names.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/text.h"
#include "run/run_builder.h"

namespace ckpt {
namespace {

// What TensorBoard puts around the parts of a name: run-<run>-tag-<tag>.json
constexpr std::string_view kRun = "run-";
constexpr std::string_view kTag = "-tag-";

// Takes the last part of a path off `rest` and returns it.
std::string_view last_part(std::string_view& rest) {
  const std::size_t border = rest.find_last_of("/\\");
  const std::string_view part = border == std::string_view::npos ? rest : rest.substr(border + 1);
  rest = border == std::string_view::npos ? std::string_view{} : rest.substr(0, border);
  return part;
}

std::string_view stem_of(std::string_view file) {
  const std::size_t dot = file.find_last_of('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

}  // namespace

std::string tag_in(std::string_view file_name) {
  const std::string_view stem = stem_of(last_part(file_name));
  const std::size_t at = stem.find(kTag);
  return std::string{at == std::string_view::npos ? "value" : stem.substr(at + kTag.size())};
}

std::string tagged_run(std::string_view file_name) {
  const std::size_t at = file_name.rfind(kTag);
  return std::string{at == std::string_view::npos ? std::string_view{} : file_name.substr(0, at)};
}

std::string name_from_file(std::string_view file_name) {
  // Names that say what kind of file or folder it is, not which one.
  static constexpr std::string_view kKinds[] = {
      "trainer_state", "metrics",       "history",      "training_history",  "training_log",
      "trainer_log",   "log",           "logging",      "results",           "result",
      "progress",      "all_results",   "log_history",  "catboost_training", "evals_result",
      "train_results", "wandb-summary", "eval_results", "wandb-history",     "meta",
      "scalars",       "stats"};
  static constexpr std::string_view kFolders[] = {"catboost_info", "files", ".", ".."};
  const auto is_among = [](std::string_view name, std::span<const std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view each) { return same_key(each, name); });
  };
  std::string_view folders = file_name;
  const std::string_view file = last_part(folders);
  std::string_view stem = stem_of(file);
  if (const std::size_t tag = stem.find(kTag); tag != std::string_view::npos) {
    stem = stem.substr(0, tag);
    if (stem.substr(0, kRun.size()) == kRun) stem.remove_prefix(kRun.size());
  }
  if (!is_among(stem, kKinds)) return std::string{stem.empty() ? file : stem};
  std::string_view folder;
  do {
    folder = last_part(folders);
  } while (!folders.empty() && is_among(folder, kFolders));
  if (folder.empty() || is_among(folder, kFolders)) return std::string{stem};
  if (std::isnan(step_of_checkpoint_path(folder)) || folders.empty()) return std::string{folder};
  return std::string{last_part(folders)} + "/" + std::string{folder};
}

}  // namespace ckpt

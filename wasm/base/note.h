// A graded remark about a source or a run: what was damaged, skipped, guessed or left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"

namespace ckpt {

enum class NoteGrade : std::uint8_t { info, notice, data_loss };

enum class NoteCode : std::uint8_t {
#define CKPT_NOTE(code, grade, en, zh) code,
#include "base/note_codes.def"
#undef CKPT_NOTE
};

struct Note {
  NoteCode code;
  std::uint32_t source = 0;                   // index of the source in the session
  std::optional<std::uint64_t> offset_bytes;  // where in that source, when there is one place
  std::uint64_t count = 1;                    // how often; `offset_bytes` is then the first place
  std::vector<Slot> slots;  // for the code's template; {count} is filled from `count`
};

[[nodiscard]] std::string_view note_name(NoteCode code);
[[nodiscard]] NoteGrade note_grade(NoteCode code);
[[nodiscard]] Template note_template(NoteCode code);

}  // namespace ckpt

// The grades and templates of note_codes.def, in the order of the enumeration.
#include "base/note.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ckpt {
namespace {

struct NoteText {
  NoteGrade grade;
  Template text;
};

constexpr std::array kNoteTexts{
#define CKPT_NOTE(code, grade, en, zh) NoteText{NoteGrade::grade, Template{#code, en, zh}},
#include "base/note_codes.def"
#undef CKPT_NOTE
};

constexpr std::size_t slot_count(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '{'));
}

// Every slot of one language, braces included, stands in the other as well.
constexpr bool slots_agree(std::string_view one, std::string_view other) {
  for (std::size_t begin = one.find('{'); begin != one.npos; begin = one.find('{', begin + 1)) {
    const std::size_t end = one.find('}', begin);
    if (end == one.npos || other.find(one.substr(begin, end + 1 - begin)) == other.npos) {
      return false;
    }
  }
  return slot_count(one) == slot_count(other);
}

constexpr bool all_languages_agree() {
  for (const NoteText& note : kNoteTexts) {
    if (!slots_agree(note.text.en, note.text.zh)) return false;
  }
  return true;
}
static_assert(all_languages_agree(), "both languages of a note need the same slots");

const NoteText& text_of(NoteCode code) { return kNoteTexts[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view note_name(NoteCode code) { return text_of(code).text.id; }
NoteGrade note_grade(NoteCode code) { return text_of(code).grade; }
Template note_template(NoteCode code) { return text_of(code).text; }

}  // namespace ckpt

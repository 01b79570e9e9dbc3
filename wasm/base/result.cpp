// The names and sentences of error_codes.def, in the order of the enumeration.
#include "base/result.h"

#include <array>
#include <cstddef>

namespace ckpt {
namespace {

struct ErrorText {
  std::string_view name;
  std::string_view sentence;
  std::string_view advice;
};

constexpr std::array kErrorTexts{
#define CKPT_ERROR(code, sentence, advice) ErrorText{#code, sentence, advice},
#include "base/error_codes.def"
#undef CKPT_ERROR
};

constexpr bool all_are_sentences() {
  for (const ErrorText& text : kErrorTexts) {
    if (text.name.empty() || !text.sentence.ends_with('.') || !text.advice.ends_with('.')) {
      return false;
    }
  }
  return true;
}
static_assert(all_are_sentences(), "every error needs a sentence and an advice");

const ErrorText& text_of(ErrorCode code) { return kErrorTexts[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view error_name(ErrorCode code) { return text_of(code).name; }
std::string_view error_sentence(ErrorCode code) { return text_of(code).sentence; }
std::string_view error_advice(ErrorCode code) { return text_of(code).advice; }

}  // namespace ckpt

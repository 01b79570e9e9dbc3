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
  std::string_view sentence_zh;
  std::string_view advice_zh;
};

constexpr std::array kErrorTexts{
#define CKPT_ERROR(code, sentence, advice, sentence_zh, advice_zh) \
  ErrorText{#code, sentence, advice, sentence_zh, advice_zh},
#include "base/error_codes.def"
#undef CKPT_ERROR
};

constexpr std::string_view kStop = "\u3002";  // the full stop of Chinese

constexpr bool all_are_sentences() {
  for (const ErrorText& text : kErrorTexts) {
    if (text.name.empty() || !text.sentence.ends_with('.') || !text.advice.ends_with('.') ||
        !text.sentence_zh.ends_with(kStop) || !text.advice_zh.ends_with(kStop)) {
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
std::string_view error_sentence_zh(ErrorCode code) { return text_of(code).sentence_zh; }
std::string_view error_advice_zh(ErrorCode code) { return text_of(code).advice_zh; }

}  // namespace ckpt

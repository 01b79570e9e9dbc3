// Names, spelled numbers, times and UTF-8 borders: tables of inputs that files really hold.
#include <cmath>
#include <limits>
#include <string>

#include "base/text.h"
#include "catch.h"

namespace ckpt {
namespace {

TEST_CASE("keys are folded to lower case without separators") {
  CHECK(folded_key("step_number") == "stepnumber");
  CHECK(folded_key("StepNumber") == "stepnumber");
  CHECK(folded_key("train/loss-at.step 1") == "trainlossatstep1");
  CHECK(folded_key("损失_A") == "损失a");
  CHECK(folded_key("_-./ ").empty());
}

TEST_CASE("keys are the same when they fold to the same") {
  const char* keys[] = {"step_number",
                        "stepNumber",
                        "StepNumber",
                        "step-number",
                        "stepnumbers",
                        "step",
                        "",
                        "_",
                        "a.b",
                        "ab",
                        "a",
                        "trailing__",
                        "損失/train_loss",
                        "TRAILING"};
  for (const char* a : keys) {
    for (const char* b : keys) {
      CAPTURE(a, b);
      CHECK(same_key(a, b) == (folded_key(a) == folded_key(b)));
    }
  }
}

TEST_CASE("texts are the same when every byte is, whatever their length") {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'x');
    CHECK(same_text(text, std::string(size, 'x')));
    CHECK_FALSE(same_text(text, text + 'x'));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      CAPTURE(size, at);
      CHECK_FALSE(same_text(text, other));
    }
  }
}

std::string joined_words(std::string_view name) {
  std::string all;
  for (const std::string& word : name_words(name)) all += (all.empty() ? "" : " ") + word;
  return all;
}

TEST_CASE("a name is split into words at separators and camelCase borders") {
  const struct {
    const char* name;
    const char* words;
  } cases[] = {
      {"eval/meanTokenAccuracy", "eval mean token accuracy"},
      {"trainingLoss", "training loss"},
      {"StepNumber", "step number"},
      {"full_valid_loss", "full valid loss"},
      {"loss", "loss"},
      {"LOSS", "loss"},
      {"lm loss", "lm loss"},
      {"isBest", "is best"},
      // Digits stay with what they count.
      {"top1", "top1"},
      {"top1Accuracy", "top1 accuracy"},
      {"rouge1", "rouge1"},
      {"F1", "f1"},
      {"F1Score", "f1 score"},
      {"valF1", "val f1"},
      {"eval_pass@10", "eval pass 10"},
      {"fid50k_full", "fid50k full"},
      {"conv2D", "conv2d"},
      {"AP50", "ap50"},
      {"bbox/AP50", "bbox ap50"},
      {"bbox_mAP_50", "bbox map 50"},
      {"mAP@0.5:0.95", "map 0 5 0 95"},
      // A capital starts a word after two lower-case letters, or before two.
      {"mAP", "map"},
      {"mIoU", "miou"},
      {"IoU", "iou"},
      {"meanIoU", "mean iou"},
      {"evalMIoU", "eval miou"},
      {"mAcc", "m acc"},
      {"gLoss", "g loss"},
      {"nDCG", "ndcg"},
      {"rougeL", "rouge l"},
      {"rougeLsum", "rouge lsum"},
      // An abbreviation ends where the last of its capitals starts a word.
      {"HTTPServer", "http server"},
      {"PSNRValue", "psnr value"},
      {"AUCs", "aucs"},
      {"trainMAE", "train mae"},
      {"IoUScore", "iou score"},
      // Other scripts are no words of the catalogue; what stands beside them is.
      {"损失", ""},
      {"验证loss值", "loss"},
      {"", ""},
      {"__/", ""},
  };
  for (const auto& [name, words] : cases) {
    CAPTURE(name);
    CHECK(joined_words(name) == words);
  }
}

TEST_CASE("a text that spells a number in full is that number, to the last bit") {
  const struct {
    const char* text;
    double number;
  } cases[] = {
      {"0.81", 0.81},
      {"-3e4", -3e4},
      {"+0.5", 0.5},
      {"  1.5\n", 1.5},
      {"0.1", 0.1},
      {"1e-07", 1e-07},
      {"5E+3", 5000},
      {"0", 0},
      {"007", 7},
      {".5", 0.5},
      {"5.", 5},
      {"123456789012345678", 123456789012345680.0},
      {"2.2250738585072011e-308", 2.2250738585072011e-308},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"9007199254740993", 9007199254740992.0},
      {"inf", std::numeric_limits<double>::infinity()},
      {"-inf", -std::numeric_limits<double>::infinity()},
      {"+inf", std::numeric_limits<double>::infinity()},
      {"Infinity", std::numeric_limits<double>::infinity()},
      {"-Infinity", -std::numeric_limits<double>::infinity()},
      {"INF", std::numeric_limits<double>::infinity()},
      {"1e999", std::numeric_limits<double>::infinity()},
  };
  for (const auto& [text, number] : cases) {
    CAPTURE(text);
    REQUIRE(spelled_number(text).has_value());
    CHECK(*spelled_number(text) == number);
  }
  CHECK(std::signbit(spelled_number("-0.0").value_or(1)));
  for (const char* text : {"nan", "NaN", "NAN", "-nan", " NaN "}) {
    CAPTURE(text);
    REQUIRE(spelled_number(text).has_value());
    CHECK(std::isnan(*spelled_number(text)));
  }
}

TEST_CASE("a text that holds more or less than a number spells none") {
  for (const char* text :
       {"",       " ",   "-",    "+",     ".",    "e5",   "0x10", "1_000", "1,5",
        "1 000",  "12%", "0.5s", "1.2.3", "--1",  "+-1",  "- 1",  "nano",  "infinite",
        "nan(1)", "1e",  "1e+",  "None",  "null", "true", "1f"}) {
    CAPTURE(text);
    CHECK_FALSE(spelled_number(text).has_value());
  }
}

TEST_CASE("UTF-8 is cut between characters") {
  const std::string_view text = "aé损\U0001F600z";  // 1, 2, 3, 4 and 1 bytes
  const struct {
    std::size_t bytes;
    std::size_t kept;
  } cases[] = {{0, 0}, {1, 1}, {2, 1}, {3, 3},   {4, 3},   {5, 3},  {6, 6},
               {7, 6}, {8, 6}, {9, 6}, {10, 10}, {11, 11}, {99, 11}};
  for (const auto& [bytes, kept] : cases) {
    CAPTURE(bytes);
    CHECK(cut_utf8(text, bytes) == text.substr(0, kept));
  }
  // Bytes that are no UTF-8 are cut where asked.
  CHECK(cut_utf8("\x80\x80\x80\x80\x80\x80", 5).size() == 5);
}

TEST_CASE("date-times in ISO spellings are seconds since 1970") {
  const struct {
    const char* text;
    double seconds;
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-09-01T10:00:00Z", 1788256800},
      {"2026-09-01t10:00:00z", 1788256800},
      {"2026-09-01 10:00:00", 1788256800},
      {"2026-09-01T10:00:00", 1788256800},
      {"2026-09-01T18:00:00+08:00", 1788256800},
      {"2026-09-01T18:00:00+0800", 1788256800},
      {"2026-09-01T05:30:00-0430", 1788256800},
      {"2026-09-01 18:00:00 +08", 1788256800},
      {"2026-09-01 10:00:00 UTC", 1788256800},
      {"2026-09-01T10:00Z", 1788256800},
      {"2026-09-01T10:00-05:00", 1788274800},
      {"2026-09-01T10:00:00.25Z", 1788256800.25},
      {"2026-09-01T10:00:00.123456789+00:00", 1788256800.123456789},
      {"2018-08-21_02-43-58", 1534819438},
      {"2024-02-29", 1709164800},
      {"2000-02-29", 951782400},
      {"1969-12-31T23:59:59Z", -1},
      {"1900-03-01", -2203891200},
      {"2016-12-31T23:59:60Z", 1483228800},
      {" 2024-02-29 ", 1709164800},
  };
  for (const auto& [text, seconds] : cases) {
    CAPTURE(text);
    REQUIRE(iso_time(text).has_value());
    CHECK(*iso_time(text) == seconds);
  }
}

TEST_CASE("what is no date-time is none") {
  for (const char* text : {"",
                           "2026",
                           "2026-09",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-09-31",
                           "2023-02-29",
                           "1900-02-29",
                           "2026-09-01T",
                           "2026-09-01T10",
                           "2026-09-01T24:00:00Z",
                           "2026-09-01T10:60:00Z",
                           "2026-09-01T10:00:61Z",
                           "2026-09-01T10:00:00.Z",
                           "2026-09-01T10:00:00X",
                           "2026-09-01T10:00:00+8",
                           "2026-09-01T10:00:00+08:0",
                           "2026-09-01T10:00:00+08:00x",
                           "20260901T100000Z",
                           "01/09/2026",
                           "0.5",
                           "ten o'clock",
                           "2026-09-01x10:00:00"}) {
    CAPTURE(text);
    CHECK_FALSE(iso_time(text).has_value());
  }
}

}  // namespace
}  // namespace ckpt

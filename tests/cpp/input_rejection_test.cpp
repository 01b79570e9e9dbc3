// What cannot be read: the reason, and the first byte that could not be understood, which are the
// same in any window.
#include <string>
#include <string_view>

#include "catch.h"
#include "input_recording.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

struct Case {
  std::string_view text;
  std::string_view summary;
};

void check_all(std::initializer_list<Case> cases) {
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    for (const std::size_t window : kWindows) {
      CAPTURE(window);
      CHECK(read_text(expected.text, window).summary() == expected.summary);
    }
    CHECK(read_text(expected.text).summary() == expected.summary);
  }
}

// A text with NUL bytes in it.
template <std::size_t kSize>
constexpr std::string_view bytes(const char (&text)[kSize]) {
  return {text, kSize - 1};
}

}  // namespace

TEST_CASE("broken grammar is refused at the first byte that does not fit") {
  check_all({
      {"{\"a\":1,}", "syntax @7"},
      {"{\"a\":1 \"b\":2}", "syntax @7"},
      {"{\"a\" 1}", "syntax @5"},
      {"{\"a\":}", "syntax @5"},
      {"{1:2}", "syntax @1"},
      {"{\"a\":1]", "syntax @6"},
      {"{,}", "syntax @1"},
      {"[1,]", "syntax @3"},
      {"[1 2]", "syntax @3"},
      {"[,1]", "syntax @1"},
      {"[1}", "syntax @2"},
      {"[1:2]", "syntax @2"},
      {"[1]]", "syntax @3"},
      {"[1],[2]", "syntax @3"},
      {"[1] x", "syntax @4"},
      {"[12[3]]", "syntax @3"},
      {"[12\"x\"]", "syntax @3"},
      {"[tru]", "syntax @4"},
      {"[truex]", "syntax @5"},
      {"[nul,1]", "syntax @4"},
      {"[nan,1]", "syntax @2"},
      {"[False]", "syntax @1"},
      {"[Nan]", "syntax @3"},
      {"[Inf]", "syntax @4"},
      {"[inf]", "syntax @1"},
      {"[1 /* comment */]", "syntax @3"},
      {"[1]\n[2]\n[3,]\n[4]", "syntax @11"},
      {"{\"a\":1}\nx", "syntax @8"},
      {"{\"a\":1}\n12\"x\"", "syntax @10"},
      {"{\"a\":1}\n\"x\"\"y\"", "syntax @11"},
      {"\xEF\xBB\xBF[1,]", "syntax @6"},
      // A second byte order mark is none.
      {"[1]\xEF\xBB\xBF[1]", "syntax @3"},
  });
}

TEST_CASE("control bytes are refused inside strings and outside") {
  check_all({
      {"[\"a\nb\"]", "syntax @3"},
      {"[\"a\tb\"]", "syntax @3"},
      {"[\"a\rb\"]", "syntax @3"},
      {"[\"a\x01"
       "b\"]",
       "syntax @3"},
      {"[1,\x01"
       "2]",
       "syntax @3"},
      {"[1\f]", "syntax @2"},
      {"{\"a\n\":1}", "syntax @3"},
      // A NUL is the end only if nothing but NULs and blanks follows.
      {bytes("[1,\0"
             "2]"),
       "syntax @3"},
      {bytes("[1\0"
             "2]"),
       "syntax @2"},
      {bytes("[\"a\0"
             "b\"]"),
       "syntax @3"},
      {bytes("[\"a\\\0"
             "b\"]"),
       "syntax @4"},
      {bytes("{\"a\":1}\n\0\0\n{\"a\":2}"), "syntax @8"},
  });
}

TEST_CASE("escapes that JSON does not know are refused at their backslash") {
  check_all({
      {R"(["a\q"])", "bad_escape @3"},
      {R"(["\x41"])", "bad_escape @2"},
      {R"(["\u12g4"])", "bad_escape @2"},
      {R"(["\u12"])", "bad_escape @2"},
      {R"(["\ud83d\q"])", "bad_escape @8"},
      {R"({"a\'":1})", "bad_escape @3"},
      {"[\"ab\\\n\"]", "bad_escape @4"},
      {R"(["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\q"])", "bad_escape @44"},
  });
}

TEST_CASE("numbers that JSON does not know are refused where they stop being one") {
  check_all({
      {"[-]", "bad_number @2"},
      {"[+1]", "bad_number @1"},
      {"[.5]", "bad_number @1"},
      {"[1.]", "bad_number @3"},
      {"[1.e5]", "bad_number @3"},
      {"[1e]", "bad_number @3"},
      {"[1e+]", "bad_number @4"},
      {"[01]", "bad_number @2"},
      {"[-01]", "bad_number @3"},
      {"[0x1F]", "bad_number @2"},
      {"[1_000]", "bad_number @2"},
      {"[1.2.3]", "bad_number @4"},
      {"[12abc]", "bad_number @3"},
      {"[1e5.5]", "bad_number @4"},
      {"[--1]", "bad_number @2"},
      {"[-NaN]", "bad_number @2"},
      {"[1.5f]", "bad_number @4"},
      {"[2024-05-01]", "bad_number @5"},
  });
}

TEST_CASE("files that are no JSON are recognised as what they are") {
  check_all({
      {"", "empty @0"},
      {" ", "blank @0"},
      {"\r\n \t\n", "blank @0"},
      {"\xEF\xBB\xBF", "blank @0"},
      {bytes("\0\0\0\0"), "blank @0"},
      {"<!DOCTYPE html>\n<html></html>", "html @0"},
      {"\n  <html>", "html @3"},
      {"<?xml version=\"1.0\"?><Error/>", "html @0"},
      {"\xEF\xBB\xBF<html>", "html @3"},
      {"<3 is no page", "not_json @0"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
       "git_lfs_pointer @0"},
      {bytes("PK\x03\x04\x14\0\0\0\x08\0"), "zip @0"},
      {"\x1F\x8B\x08more", "compressed @0"},
      {bytes("\x80\x02}q\0(X\x04\0\0\0loss"), "model_weights @0"},
      {bytes("\x93NUMPY\x01\0v\0{'descr'"), "model_weights @0"},
      {"%PDF-1.7\n", "binary @0"},
      {bytes("SQLite format 3\0"), "sqlite @0"},
      {bytes("\x18\0\0\0\0\0\0\0\xA3\x7FK\""), "binary @0"},
      // The length that safetensors begins with may look like a blank, a brace or a digit.
      {bytes(" \0\0\0\0\0\0\0{\"a\":{}}"), "model_weights @0"},
      {bytes("{\x01\0\0\0\0\0\0{\"a\":{}}"), "model_weights @0"},
      {bytes("8\x01\0\0\0\0\0\0{\"a\":{}}"), "model_weights @0"},
      {"Step 1 | loss: 2.31", "not_json @0"},
      {"  training started", "not_json @2"},
      {"none", "not_json @0"},
      {"2024-05-01 12:00 loss 0.5", "not_json @0"},
      {"1 2 three", "not_json @0"},
      {"0.5, 0.4", "not_json @0"},
      {"\"only a beginning", "not_json @0"},
      {"step,loss\n1,0.5\n", "csv @0"},
      {"epoch\tloss\tname\n1\t0.5", "csv @0"},
      {"\xEF\xBB\xBFstep;loss\r\n1;0.5\r\n", "csv @3"},
      {"Hello, world\nit is 5, and\n", "not_json @0"},
      {"learning_rate: 0.1\nmodel:\n  name: x\n", "yaml @0"},
      {"---\n- 1\n", "yaml @0"},
      {"loss: 0.5\nloss: 0.4\n", "not_json @0"},
      {"<?xml version=\"1.0\"?>\n<!DOCTYPE plist PUBLIC>\n<plist>", "plist @0"},
      {"bplist00\xD1\x01\x02", "plist @0"},
      {bytes("\x18\0\0\0\0\0\0\0\xA3\x7FK\"\t\0\0\x80\x1A\x0D"
             "brain.Event:2"),
       "event_file @0"},
      {"PAR1\x15\x04", "parquet @0"},
      {"\x89PNG\r\n\x1A\n", "image @0"},
      {bytes("PK\x03\x04\0\0archive/data.pkl"), "model_weights @0"},
      {"\x28\xB5\x2F\xFDmore", "compressed @0"},
      {"loss: 0.5\n", "not_json @0"},
      {"[2024-05-01 12:00] loss 0.5\n", "not_json @0"},
      {"[INFO] step 1\n", "not_json @0"},
      {"[rank0]: loss 0.5\n", "not_json @0"},
      {"{'loss': 0.5, 'epoch': 1}", "not_json @1"},
      {"[{'loss': 0.5}]", "not_json @2"},
      {bytes("\xFF\xFE{\0\"\0"), "not_json @0"},
  });
}

TEST_CASE("damage far into a source is found at its byte") {
  std::string text;
  for (int index = 0; index < 5000; ++index) {
    text +=
        "{\"step\": " + std::to_string(index) + ", \"text\": \"a, [b], {c}\\\"\", \"loss\": 0.5}\n";
  }
  for (const std::size_t at : {std::size_t{70'000}, std::size_t{131'072}, text.size() - 100}) {
    std::string damaged = text;
    const std::size_t comma = damaged.find(", \"loss\"", at);
    damaged[comma] = ';';
    CAPTURE(comma);
    const std::string expected = "syntax @" + std::to_string(comma);
    for (const std::size_t window : {std::size_t{7}, std::size_t{64}, std::size_t{4096},
                                     std::size_t{65'536}, damaged.size()}) {
      CHECK(read_text(damaged, window).summary() == expected);
    }
    // On one line, where windows end at commas.
    for (char& byte : damaged) byte = byte == '\n' ? ' ' : byte;
    for (const std::size_t window : {std::size_t{7}, std::size_t{64}, std::size_t{4096},
                                     std::size_t{65'536}, damaged.size()}) {
      CHECK(read_text(damaged, window).summary() == expected);
    }
  }
}

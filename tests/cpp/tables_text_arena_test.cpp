// What the arena keeps, shares, cuts and drops.
#include <string>
#include <vector>

#include "catch.h"
#include "tables/text_arena.h"

namespace ckpt {
namespace {

TEST_CASE("equal texts share a code and every code gives its text back") {
  TextArena arena;
  std::vector<TextArena::Code> codes;
  for (int i = 0; i < 3000; ++i) codes.push_back(arena.add("phase " + std::to_string(i % 300)));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    REQUIRE(codes[i] == codes[i % 300]);
    REQUIRE(arena.text(codes[i]) == "phase " + std::to_string(i % 300));
  }
  CHECK(arena.text(arena.add("")).empty());
  CHECK(arena.text(arena.add(std::string_view("a\0b", 3))) == std::string_view("a\0b", 3));
}

TEST_CASE("texts stay where they are however many follow") {
  TextArena arena;
  const TextArena::Code first = arena.add("the first");
  const char* place = arena.text(first).data();
  for (int i = 0; i < 100'000; ++i) REQUIRE(arena.add(std::to_string(i)) != TextArena::kDropped);
  CHECK(arena.text(first).data() == place);
  CHECK(arena.text(first) == "the first");
}

TEST_CASE("a column of ids is appended, and does not keep others from sharing") {
  TextArena arena;
  TextArena::Habit ids;
  TextArena::Habit phases;
  std::vector<TextArena::Code> id_codes;
  std::vector<TextArena::Code> phase_codes;
  for (int i = 0; i < 50'000; ++i) {
    id_codes.push_back(arena.add("ftckpt_" + std::to_string(i), ids));
    phase_codes.push_back(arena.add(i % 2 == 0 ? "train" : "val", phases));
  }
  for (std::size_t i = 0; i < id_codes.size(); ++i) {
    REQUIRE(arena.text(id_codes[i]) == "ftckpt_" + std::to_string(i));
    REQUIRE(phase_codes[i] == phase_codes[i % 2]);
  }
  // Ids are no longer looked for once they prevail.
  CHECK(arena.add("ftckpt_0", ids) != id_codes[0]);
  CHECK(arena.add("train", phases) == phase_codes[0]);
}

TEST_CASE("a long text is cut between characters and counted") {
  TextArena arena;
  std::string text(limits::kTextBytesMax - 1, 'x');
  text += "é and more";
  const TextArena::Code code = arena.add(text);
  CHECK(arena.text(code) == std::string(limits::kTextBytesMax - 1, 'x'));
  CHECK(arena.shortened_count() == 1);
  CHECK(arena.add(text) == code);
  CHECK(arena.shortened_count() == 2);
  const std::string exact(limits::kTextBytesMax, 'y');
  CHECK(arena.text(arena.add(exact)) == exact);
  CHECK(arena.shortened_count() == 2);
}

TEST_CASE("a full arena drops new texts, counts them, and still knows the old ones") {
  TextArena arena(3 * 65536);
  const TextArena::Code known = arena.add("known");
  const std::string filler(1000, 'f');
  int kept = 0;
  while (arena.add(filler + std::to_string(kept)) != TextArena::kDropped) ++kept;
  CHECK(kept > 180);
  CHECK(kept < 200);
  CHECK(arena.dropped_count() == 1);
  CHECK(arena.add("known") == known);
  CHECK(arena.dropped_count() == 1);
  CHECK(arena.memory_bytes() < 4 * 65536);
}

}  // namespace
}  // namespace ckpt

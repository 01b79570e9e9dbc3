// The key tree: the same path for the same key, whatever was guessed.
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "catch.h"
#include "input/key_tree.h"

using namespace ckpt;

TEST_CASE("the root is a path of its own") {
  const KeyTree keys;
  CHECK(keys.size() == 1);
  CHECK(keys.parent(kRootPath) == kNoPath);
  CHECK(keys.key(kRootPath).empty());
  CHECK_FALSE(keys.is_element(kRootPath));
}

TEST_CASE("a key has one path in its object, whether the guess holds or not") {
  KeyTree keys;
  const PathId loss = keys.child(kRootPath, kNoPath, "loss");
  const PathId step = keys.child(kRootPath, loss, "step");
  CHECK(loss != step);
  CHECK(keys.child(kRootPath, kNoPath, "loss") == loss);
  CHECK(keys.child(kRootPath, loss, "step") == step);
  // In another order, and with keys in between.
  CHECK(keys.child(kRootPath, kNoPath, "step") == step);
  CHECK(keys.child(kRootPath, step, "loss") == loss);
  const PathId rate = keys.child(kRootPath, loss, "rate");
  CHECK(keys.child(kRootPath, loss, "step") == step);
  CHECK(keys.child(kRootPath, loss, "rate") == rate);
  CHECK(keys.size() == 4);
  CHECK(keys.key(rate) == "rate");
  CHECK(keys.parent(rate) == kRootPath);
}

TEST_CASE("the same key in different objects is different paths") {
  KeyTree keys;
  const PathId train = keys.child(kRootPath, kNoPath, "train");
  const PathId valid = keys.child(kRootPath, train, "valid");
  const PathId train_loss = keys.child(train, kNoPath, "loss");
  const PathId valid_loss = keys.child(valid, kNoPath, "loss");
  CHECK(train_loss != valid_loss);
  CHECK(keys.parent(valid_loss) == valid);
}

TEST_CASE("keys differ in any byte and in length") {
  KeyTree keys;
  const std::vector<std::string> texts{"",
                                       "a",
                                       "b",
                                       "ab",
                                       "abc",
                                       "abcd",
                                       "abce",
                                       "abcdefg",
                                       "abcdefgh",
                                       "abcdefgi",
                                       "bbcdefgh",
                                       "abcdefghi",
                                       "abcdefghj",
                                       "xbcdefghi",
                                       "abcdefgh\0i",
                                       std::string("a\0", 2),
                                       std::string("a\0b", 3),
                                       "\xC3\xA9",
                                       std::string(15, 'k'),
                                       std::string(16, 'k'),
                                       std::string(17, 'k')};
  std::vector<PathId> paths;
  PathId previous = kNoPath;
  for (const std::string& text : texts) {
    previous = keys.child(kRootPath, previous, text);
    paths.push_back(previous);
  }
  const auto distinct = static_cast<std::uint32_t>(keys.size() - 1);
  for (std::size_t a = 0; a < texts.size(); ++a) {
    CHECK(keys.key(paths[a]) == texts[a]);
    for (std::size_t b = 0; b < texts.size(); ++b) {
      CHECK((paths[a] == paths[b]) == (texts[a] == texts[b]));
      // Every key after every other, so that each is once the wrong guess.
      CHECK(keys.child(kRootPath, paths[b], texts[a]) == paths[a]);
    }
  }
  CHECK(keys.size() - 1 == distinct);
}

TEST_CASE("the elements of an array share one path") {
  KeyTree keys;
  const PathId rows = keys.child(kRootPath, kNoPath, "rows");
  const PathId row = keys.element(rows);
  CHECK(keys.element(rows) == row);
  CHECK(keys.is_element(row));
  CHECK_FALSE(keys.is_element(rows));
  CHECK(keys.parent(row) == rows);
  CHECK(keys.key(row).empty());
  // A member with an empty key is not the element.
  CHECK(keys.child(rows, kNoPath, "") != row);
}

TEST_CASE("an object of a hundred thousand keys keeps them all, and finds them in any order") {
  KeyTree keys;
  constexpr std::uint32_t kCount = 100'000;
  std::vector<PathId> paths;
  PathId previous = kNoPath;
  for (std::uint32_t index = 0; index < kCount; ++index) {
    previous = keys.child(kRootPath, previous, "epoch_" + std::to_string(index));
    paths.push_back(previous);
  }
  CHECK(keys.size() == kCount + 1);
  bool all_found = true;
  for (std::uint32_t index = kCount; index-- > 0;) {
    const std::string key = "epoch_" + std::to_string(index);
    previous = keys.child(kRootPath, previous, key);
    all_found = all_found && previous == paths[index] && keys.key(previous) == key;
  }
  CHECK(all_found);
  CHECK(keys.size() == kCount + 1);
}

TEST_CASE("keys stay where they are while the tree grows and moves") {
  KeyTree keys;
  const std::string giant(200'000, 'g');
  const std::string_view first = keys.key(keys.child(kRootPath, kNoPath, "first"));
  const std::string_view large = keys.key(keys.child(kRootPath, kNoPath, giant));
  for (int index = 0; index < 50'000; ++index) {
    (void)keys.child(kRootPath, kNoPath, std::to_string(index));
  }
  const KeyTree moved = std::move(keys);
  CHECK(first == "first");
  CHECK(large == giant);
  CHECK(moved.key(1).data() == first.data());
}

TEST_CASE("beyond a million paths a new key has none, and known ones keep theirs") {
  KeyTree keys;
  PathId previous = kNoPath;
  for (std::uint32_t index = 1; index < limits::kPathCountMax; ++index) {
    previous = keys.child(kRootPath, previous, std::to_string(index));
  }
  REQUIRE(keys.size() == limits::kPathCountMax);
  CHECK(keys.child(kRootPath, previous, "one too many") == kNoPath);
  CHECK(keys.element(previous) == kNoPath);
  CHECK(keys.child(kNoPath, kNoPath, "below it") == kNoPath);
  CHECK(keys.child(kRootPath, kNoPath, "17") == 17);
  CHECK(keys.size() == limits::kPathCountMax);
}

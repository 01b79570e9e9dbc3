// One source on its way into columns: what bounds it.
#include <algorithm>
#include <span>
#include <utility>

#include "catch.h"
#include "session/source_reading.h"

using namespace ckpt;

TEST_CASE("a packed source may unpack to so much and no more") {
  SourceReading reading(0, 8);
  reading.decoded(NoteCode::inflated);
  const std::span<char> room = reading.room(9);
  std::fill(room.begin(), room.end(), ' ');
  CHECK_FALSE(reading.feed(9));
  REQUIRE_FALSE(reading.finish());
  const Result<Columns> columns = std::move(reading).take();
  REQUIRE_FALSE(columns.ok());
  CHECK(columns.error().code == ErrorCode::inflated_too_large);
}

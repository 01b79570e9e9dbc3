// Reads sources that are not JSON as a whole, although their values are there to be read: what
// Python and JavaScript print of values (dictionaries, tuples, SDK objects such as
// `DetailedJobOut(id='...', checkpoints=[...])`, enumerations, dates, arrays and tensors), records
// behind the prefix of a log line, torchtune's lines of text, and documents with text between them.
// Places are those of the source: nothing is rewritten.
//
// What stands between the records is passed over, counted and noted; so are the records that break
// off on their own line, as a killed process leaves them, while records that are sound outnumber
// them. A place where the text says [...] is noted, an object that is not understood is kept as
// text. Damage within a record of several lines refuses the source at its byte. A source that ends
// inside a record is cut as reader.h describes it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "input/events.h"
#include "input/key_tree.h"
#include "input/reader.h"

namespace ckpt {

// Whether a source that the reader of JSON has refused with `error` may be one of these.
[[nodiscard]] bool may_be_dialect(const Error& error);

class DialectReader {
 public:
  // `refused` is why the source is not JSON: what finish() gives back when no record is found.
  // Requires: `keys` and `sink` outlive the reader.
  DialectReader(KeyTree& keys, EventSink& sink, std::uint32_t source, const Error& refused);
  ~DialectReader();

  // Takes the next bytes of the source, pieces of any size. False when the source is refused
  // already and need not be read on.
  bool feed(std::string_view bytes);
  // The source has ended. Errors: as for read_json(); events delivered before one must be thrown
  // away. Memory: the record being read, up to 2 MB.
  [[nodiscard]] Result<ReadReport> finish();

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace ckpt

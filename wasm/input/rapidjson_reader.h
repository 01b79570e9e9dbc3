// Reads as read_json() does, to the bit, with RapidJSON: the reference that our own reader is
// tested against. It shares nothing with it but the tree of keys, the rules for UTF-8 and the
// reasons to refuse. The engine does not call it, so it is no part of the WebAssembly module.
#pragma once

#include "input/reader.h"

namespace ckpt {

[[nodiscard]] Result<ReadReport> read_json_with_rapidjson(ByteSource& source, KeyTree& keys,
                                                          EventSink& sink,
                                                          const ReadOptions& options = {});

}  // namespace ckpt

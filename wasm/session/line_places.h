// Lines and columns of many bytes of a source at once, for notes: one pass, however many they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "input/byte_source.h"
#include "input/locate.h"

namespace ckpt {

// The places of `offsets`, in their order, as `locate` counts them but without excerpts. Reads the
// source from its start to the furthest offset, `window_bytes` at a time. A place that cannot be
// read (any more) has line 0.
[[nodiscard]] std::vector<Place> line_places(ByteSource& source,
                                             std::span<const std::uint64_t> offsets,
                                             std::size_t window_bytes);

}  // namespace ckpt

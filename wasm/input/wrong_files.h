// Names files that people drop by mistake, by their first bytes: what they are decides what to do
// instead.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ckpt {

// What a binary file is that begins so: plist, model_weights, event_file, sqlite, parquet, image,
// zip or compressed; else ErrorCode::binary.
[[nodiscard]] ErrorCode binary_file_kind(std::string_view beginning);

// What a text is that is not JSON and begins so, leading blanks left out: csv or yaml; else
// ErrorCode::not_json.
[[nodiscard]] ErrorCode text_file_kind(std::string_view beginning);

}  // namespace ckpt

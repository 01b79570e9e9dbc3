// What the names of files say: which run it is, and with TensorBoard which metric.
#pragma once

#include <string>
#include <string_view>

namespace ckpt {

// The file's name as a person would say it: without folders and ending, unless every file of the
// kind is called so (trainer_state.json): then its folder.
[[nodiscard]] std::string name_from_file(std::string_view file_name);

// The tag in the name of a file that holds one metric; "value" when there is none.
[[nodiscard]] std::string tag_in(std::string_view file_name);

// The run that a file with a tag belongs to, with its folders; empty when the name has no tag.
[[nodiscard]] std::string tagged_run(std::string_view file_name);

}  // namespace ckpt

// Reads the file named first into columns, in one function that callgrind can be told to count.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "input/byte_source.h"
#include "input/key_tree.h"
#include "input/reader.h"
#include "tables/shredder.h"

// The name that callgrind knows it by.
extern "C" __attribute__((noinline)) std::size_t ckpt_read_columns(const std::string& text) {
  ckpt::MemorySource source(text);
  ckpt::KeyTree keys;
  ckpt::Shredder shredder(keys, 0);
  if (!ckpt::read_json(source, keys, shredder).ok()) return 0;
  return std::move(shredder).finish().tables.size();
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t table_count = ckpt_read_columns(text);
  std::printf("%zu tables\n", table_count);
  return table_count == 0 ? 1 : 0;
}

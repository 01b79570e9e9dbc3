// Our reader against RapidJSON: the same events, notes, places and rejections, whatever is read and
// however it is cut into pieces.
//
//   ckpt_fuzz_reader SEED INPUTS SECONDS FOLDER...
//
// reads the files below the folders, then inputs made from them and from nothing until there are
// INPUTS, or for SECONDS if that is not 0. Exit status 1 and the input at the first difference.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "input/rapidjson_reader.h"
#include "input_recording.h"
#include "inputs.h"

namespace {

using ckpt::EventSink;
using ckpt::KeyTree;
using ckpt::test::Reading;

std::vector<std::string> files_below(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

Reading read_with_ours(const std::string& text, const std::vector<std::size_t>& pieces) {
  return ckpt::test::record([&](KeyTree& keys, EventSink& sink) {
    ckpt::JsonReader reader(keys, sink);
    std::size_t at = 0;
    for (std::size_t piece = 0; at < text.size(); ++piece) {
      const std::size_t size = std::min(pieces[piece % pieces.size()], text.size() - at);
      text.copy(reader.room(size).data(), size, at);
      at += size;
      if (!reader.feed(size)) break;
    }
    return reader.finish();
  });
}

Reading read_with_rapidjson(const std::string& text) {
  // Of exactly its size, so that AddressSanitizer sees any step too far.
  const auto exact = std::make_unique<char[]>(text.size());
  text.copy(exact.get(), text.size());
  ckpt::MemorySource source({exact.get(), text.size()});
  return ckpt::test::record([&](KeyTree& keys, EventSink& sink) {
    return ckpt::read_json_with_rapidjson(source, keys, sink, {.window_bytes = text.size() + 1});
  });
}

void print_input(const std::string& text) {
  std::printf("input of %zu bytes: \"", text.size());
  for (const char byte : text) {
    if (byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\') {
      std::putchar(byte);
    } else {
      std::printf("\\%03o", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    }
  }
  std::printf("\"\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t input_count = std::strtoull(argv[2], nullptr, 10);
  const std::chrono::seconds time(std::strtoull(argv[3], nullptr, 10));
  const std::vector<std::string> corpus = files_below({argv + 4, argv + argc});
  ckpt::fuzz::Inputs inputs(seed, corpus);

  std::uint64_t read = 0;
  std::uint64_t rejected = 0;
  std::uint64_t cut = 0;
  const auto agree_on = [&](const std::string& text) {
    const std::vector<std::size_t> pieces = inputs.pieces();
    const Reading reference = read_with_rapidjson(text);
    const std::string expected = reference.summary();
    const std::string found = read_with_ours(text, pieces).summary();
    ++read;
    rejected += reference.error ? 1U : 0U;
    cut += !reference.error && reference.report.is_cut ? 1U : 0U;
    if (found == expected) return true;
    std::printf("seed %llu, input %llu, in pieces of", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(read));
    for (const std::size_t piece : pieces) std::printf(" %zu", piece);
    std::printf("\n");
    print_input(text);
    std::printf("RapidJSON:\n%s\nours:\n%s\n", expected.c_str(), found.c_str());
    return false;
  };

  for (const std::string& text : corpus) {
    if (!agree_on(text)) return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const auto goes_on = [&] {
    return time.count() == 0 ? read < input_count : std::chrono::steady_clock::now() - start < time;
  };
  while (goes_on()) {
    if (!agree_on(inputs.next())) return 1;
  }
  std::printf("{\"seed\": %llu, \"inputs\": %llu, \"rejected\": %llu, \"cut\": %llu}\n",
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(read),
              static_cast<unsigned long long>(rejected), static_cast<unsigned long long>(cut));
  return 0;
}

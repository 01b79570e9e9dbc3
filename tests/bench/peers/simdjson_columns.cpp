// simdjson On-Demand reads one of the benchmark's files into columns: `simdjson_columns FILE SHAPE
// ROUNDS` prints the milliseconds of each round, reading the file included, and how much was read.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

namespace ondemand = simdjson::ondemand;

struct Column {
  std::string name;
  std::vector<double> numbers;
  std::vector<std::uint32_t> number_rows;
  std::string texts;
  std::vector<std::size_t> text_ends;
};

class Columns {
 public:
  void add_row(ondemand::object row) {
    next_ = 0;
    add_object(row);
    ++row_;
  }

  [[nodiscard]] std::size_t value_count() const {
    std::size_t count = 0;
    for (const Column& column : columns_) count += column.numbers.size() + column.text_ends.size();
    return count;
  }

 private:
  void add_object(ondemand::object object) {
    for (ondemand::field field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      switch (value.type().value()) {
        case ondemand::json_type::object:
          add_object(value.get_object());
          break;
        case ondemand::json_type::number: {
          Column& column = column_named(key);
          column.numbers.push_back(value.get_double());
          column.number_rows.push_back(row_);
          break;
        }
        case ondemand::json_type::string: {
          Column& column = column_named(key);
          column.texts += std::string_view(value.get_string());
          column.text_ends.push_back(column.texts.size());
          break;
        }
        default:
          break;
      }
    }
  }

  // Rows repeat their keys in their order, so the next column is mostly the one behind the last.
  Column& column_named(std::string_view key) {
    for (std::size_t tries = 0; tries < columns_.size(); ++tries) {
      if (next_ == columns_.size()) next_ = 0;
      Column& column = columns_[next_++];
      if (column.name == key) return column;
    }
    columns_.push_back(
        {.name = std::string(key), .numbers = {}, .number_rows = {}, .texts = {}, .text_ends = {}});
    next_ = columns_.size();
    return columns_.back();
  }

  std::vector<Column> columns_;
  std::size_t next_ = 0;
  std::uint32_t row_ = 0;
};

std::size_t read(const char* path, std::string_view shape) {
  const simdjson::padded_string json = simdjson::padded_string::load(path);
  ondemand::parser parser;
  Columns columns;
  if (shape == "json_lines") {
    ondemand::document_stream lines = parser.iterate_many(json);
    for (auto line : lines) columns.add_row(line.get_object());
  } else {
    ondemand::document document = parser.iterate(json);
    ondemand::array rows = document[shape == "trainer_state" ? "log_history" : "data"];
    for (ondemand::object row : rows) columns.add_row(row);
  }
  return columns.value_count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::printf("{\"times\":[");
  std::size_t values = 0;
  for (int round = 0; round < std::atoi(argv[3]); ++round) {
    const auto start = std::chrono::steady_clock::now();
    values = read(argv[1], argv[2]);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - start;
    std::printf("%s%.3f", round == 0 ? "" : ",", elapsed.count());
  }
  std::printf("],\"values\":%zu}\n", values);
  return 0;
}

// What is not JSON but holds values all the same: what they are, where they stand, and what was
// passed over.
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "input/dialect_reader.h"
#include "input_recording.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

using Lines = std::vector<std::string>;

constexpr Error kRefused{ErrorCode::not_json, 0};

// Fed in pieces of `piece_bytes`, each in memory of exactly its size.
Reading read_pieces(std::string_view text, std::size_t piece_bytes, Error refused = kRefused) {
  KeyTree keys;
  RecordingSink sink(keys);
  DialectReader reader(keys, sink, 0, refused);
  for (std::size_t at = 0; at < text.size(); at += piece_bytes) {
    const std::string_view piece = text.substr(at, piece_bytes);
    const auto exact = std::make_unique<char[]>(piece.size());
    piece.copy(exact.get(), piece.size());
    if (!reader.feed({exact.get(), piece.size()})) break;
  }
  auto result = reader.finish();
  Reading reading;
  if (result.ok()) {
    reading.report = std::move(result.value());
    reading.events = sink.events();
    reading.is_sound = sink.is_sound();
  } else {
    reading.error = result.error();
  }
  return reading;
}

Reading read(std::string_view text) {
  Reading whole = read_pieces(text, text.empty() ? 1 : text.size());
  for (const std::size_t piece : kWindows) {
    CAPTURE(piece);
    CHECK(read_pieces(text, piece).summary() == whole.summary());
  }
  CHECK(whole.is_sound);
  return whole;
}

void check_events(std::string_view text, const Lines& events) {
  CAPTURE(text);
  const Reading reading = read(text);
  REQUIRE_FALSE(reading.error);
  CHECK(reading.lines() == events);
}

// The scalars alone, without their places.
Lines values(const Reading& reading) {
  Lines lines;
  for (const RecordedEvent& event : reading.events) {
    if (event.is_scalar()) lines.push_back(event.line.substr(event.line.find(' ') + 1));
  }
  return lines;
}

void check_values(std::string_view text, const Lines& expected) {
  CAPTURE(text);
  const Reading reading = read(text);
  REQUIRE_FALSE(reading.error);
  CHECK(values(reading) == expected);
}

void check_notes(std::string_view text, const Lines& notes) {
  CAPTURE(text);
  const Reading reading = read(text);
  REQUIRE_FALSE(reading.error);
  CHECK(reading.notes() == notes);
}

void check_refused(std::string_view text, std::string_view summary) {
  CAPTURE(text);
  CHECK(read(text).summary() == summary);
}

}  // namespace

TEST_CASE("a dictionary as Python prints it is an object, at its own bytes") {
  check_events("{'loss': 0.5, 'best': None, 'ok': True, 'x': (1, 2), 'n': nan}",
               {"0 { $", "9 number $.loss 0.5", "22 null $.best", "34 boolean $.ok 1", "45 [ $.x",
                "46 number $.x[*] 1", "49 number $.x[*] 2", "50 ] $.x", "58 number $.n NaN",
                "61 } $", "62 end"});
  check_notes("{'loss': nan, 'x': -inf}", {"printed_values x1 @0", "non_finite_literals x2 @9"});
}

TEST_CASE("an object of an SDK is an object of its fields, whatever its class is called") {
  check_events(
      "DetailedJobOut(id='a', n=TrainingParameters(steps=10), cps=[Cp(step=1), Cp(step=2)])",
      {"0 { $", "18 text $.id a", "25 { $.n", "50 number $.n.steps 10", "52 } $.n", "59 [ $.cps",
       "60 { $.cps[*]", "68 number $.cps[*].step 1", "69 } $.cps[*]", "72 { $.cps[*]",
       "80 number $.cps[*].step 2", "81 } $.cps[*]", "82 ] $.cps", "83 } $", "84 end"});
  check_values("SyncCursorPage[Fine.Tuning[Event]](data=[E(x=1)], has_more=False)",
               {"number $.data[*].x 1", "boolean $.has_more 0"});
  check_values("EventOut(name='q', data=Unset(), tags=[])", {"text $.name q", "null $.data"});
}

TEST_CASE("enumerations, dates and numbers of NumPy, PyTorch and TensorFlow are their values") {
  check_values("{'s': <JobStatus.RUNNING: 'RUNNING'>, 'k': <Kind.A: 3>}",
               {"text $.s RUNNING", "number $.k 3"});
  check_values("{'t': datetime.datetime(2024, 5, 1, 12, 0)}", {"text $.t 2024-05-01T12:00:00"});
  check_values("{'t': datetime.datetime(2024, 5, 1, 12, 0, 3, 120, tzinfo=datetime.timezone.utc)}",
               {"text $.t 2024-05-01T12:00:03.000120Z"});
  check_values(
      "X(t=datetime.datetime(2024, 5, 1, 2, 3, tzinfo=TzInfo(UTC)), d=datetime.date(2024, "
      "5, 1))",
      {"text $.t 2024-05-01T02:03:00Z", "text $.d 2024-05-01"});
  check_values(
      "{'t': datetime.datetime(2024, 5, 1, 0, 0, "
      "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))}",
      {"text $.t 2024-05-01T00:00:00-05:00"});
  check_values(
      "{'a': array([0.5, 1.], dtype=float32), 'b': tensor(0.25, device='cuda:0', "
      "grad_fn=<NllLossBackward0>), 'c': np.float64(2e-05)}",
      {"number $.a[*] 0.5", "number $.a[*] 1", "number $.b 0.25",
       "number $.c 2.0000000000000002e-05"});
  check_values("{'a': <tf.Tensor: shape=(), dtype=float32, numpy=0.5>}", {"number $.a 0.5"});
  check_values("{'d': torch.float32, 'p': PosixPath('out/x')}",
               {"text $.d torch.float32", "text $.p out/x"});
}

TEST_CASE("ordered and default dictionaries are objects") {
  check_events("OrderedDict([('loss', 0.5), ('sub', {'a': 1})])",
               {"12 { $", "22 number $.loss 0.5", "36 { $.sub", "42 number $.sub.a 1", "43 } $.sub",
                "45 } $", "47 end"});
  check_values("{'d': defaultdict(<class 'list'>, {'a': [1]})}", {"number $.d.a[*] 1"});
  check_values("{'d': OrderedDict({'a': 1}), 'e': OrderedDict()}", {"number $.d.a 1", "null $.e"});
}

TEST_CASE("strings mean what Python's rules say") {
  check_values(
      R"({'a': 'it\'s "x"', 'b': "it's", 'c': b'\xe2\x82\xac', 'd': r'\d', 'e': u'\u20ac'})",
      {"text $.a it's \"x\"", "text $.b it's", "text $.c \xE2\x82\xAC", "text $.d \\d",
       "text $.e \xE2\x82\xAC"});
  check_values(
      R"({'a': '\x41\101\n', 'b': '\U0001F600', 'c': '\ud83d\ude00', 'd': '\q'})",
      {"text $.a AA\n", "text $.b \xF0\x9F\x98\x80", "text $.c \xF0\x9F\x98\x80", "text $.d \\q"});
  check_values("{'a': 'one '\n 'two', 'b': ('three '\n 'four')}",
               {"text $.a one two", "text $.b three four"});
  check_notes("{'a': '\xFF', 'b': '\\ud800'}", {"printed_values x1 @0", "invalid_utf8 x2 @6"});
}

TEST_CASE("keys may be numbers, words and members of enumerations, sets and tuples are lists") {
  check_values("{0: 1.5, True: 2, <Phase.A: 'train'>: 3, 'x': {1, 2}, 'y': (1,), 'z': ()}",
               {"number $.0 1.5", "number $.True 2", "number $.train 3", "number $.x[*] 1",
                "number $.x[*] 2", "number $.y[*] 1"});
  check_values("{ step: 1, metrics: { trainLoss: 0.5, 'valid loss': undefined }, more: [Object] }",
               {"number $.step 1", "number $.metrics.trainLoss 0.5", "null $.metrics.valid loss"});
}

TEST_CASE("what is not understood is kept as text, with a note") {
  const std::string_view text =
      "{'m': Model(1, [2, {'a': ')'}]), 'f': <function f at 0x7f>, 'loss': 0.5}";
  check_values(text, {"text $.m Model(1, [2, {'a': ')'}])", "text $.f <function f at 0x7f>",
                      "number $.loss 0.5"});
  check_notes(text, {"unknown_objects x2 @6", "printed_values x1 @0"});
}

TEST_CASE("what the text leaves out with dots is noted, and no empty value stands in its place") {
  const std::string_view text =
      R"({"data": [{"step": 1}, [...], {"step": 3}, ...], "more": [...]})";
  check_events(text, {"0 { $", "9 [ $.data", "10 { $.data[*]", "19 number $.data[*].step 1",
                      "20 } $.data[*]", "30 { $.data[*]", "39 number $.data[*].step 3",
                      "40 } $.data[*]", "46 ] $.data", "62 } $", "63 end"});
  check_notes(text, {"elided x3 @24", "printed_values x1 @0"});
  check_values("[{'a': 1},\n[...]\n{'a': 2}]", {"number $[*].a 1", "number $[*].a 2"});
  check_values("{'a': 1, ..., 'b': 2}", {"number $.a 1", "number $.b 2"});
  check_values("{'a': array([1., 2., ..., 9.])}",
               {"number $.a[*] 1", "number $.a[*] 2", "number $.a[*] 9"});
  check_values("{ a: [ 1, 2, ... 12 more items ], b: 3 }",
               {"number $.a[*] 1", "number $.a[*] 2", "number $.b 3"});
}

TEST_CASE("text between records is passed over and its lines are counted") {
  const std::string_view text =
      "Epoch 1 of 3\n{'loss': 0.5}\nsaved {} to out[0]\n\n"
      "2024-05-01 12:00:01 | INFO | train | {\"epoch\": 1, \"loss\": \"4.2\"}\nDone (ok).\n";
  check_values(text, {"number $.loss 0.5", "number $.epoch 1", "text $.loss 4.2"});
  check_notes(text, {"text_skipped x3 @0", "printed_values x1 @13"});
  check_values(
      "[INFO] [1/2] {'a': 1}\n[1] x\n[rank0]: y\nf(x) = {y}, {0}\nAdam (lr: 1)\n[{'a': 2}]",
      {"number $.a 1", "number $[*].a 2"});
  check_values("\x1b[32m{'a': 1}\x1b[0m\n100%|##| 1/1 [00:01<00:00]\r{'a': 2}",
               {"number $.a 1", "number $.a 2"});
}

TEST_CASE("the settings that a program prints are no records") {
  check_values("Namespace(lr=0.1, epochs=3)\nTrainingArguments(\nlr=1,\n)\n{'loss': 0.5}\n",
               {"number $.loss 0.5"});
}

TEST_CASE("a text without records is refused for what it was refused before") {
  check_refused("Step 1 | loss: 2.31\n", "not_json @0");
  check_refused("def f(x): return {x}\n", "not_json @0");
  check_refused("body { color: red; }\n.a { margin: 0 auto }\n", "not_json @0");
  check_refused("a {} and a [] and a ()", "not_json @0");
  check_refused("", "not_json @0");
  check_refused("\xEF\xBB", "not_json @0");
  check_refused("\\frac{1}{2} and {3, 4}", "not_json @0");
}

TEST_CASE("a record that breaks off on its line is left out while sound ones outnumber it") {
  const std::string_view text =
      "{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"lo{\"step\": 2, \"loss\": 0.5}\n"
      "{\"step\": 3, \"loss\": 0.25}\n{\"step\": 4, \"loss\": 0.125}\n";
  check_values(text, {"number $.step 1", "number $.loss 0.5", "number $.step 3",
                      "number $.loss 0.25", "number $.step 4", "number $.loss 0.125"});
  check_notes(text, {"broken_records x1 @25"});
  check_refused("{'a': 1 'b': 2}\n{'a': 1}\n", "syntax @8");
}

TEST_CASE("no value is delivered where no value may stand") {
  check_refused("A(x=1, B(y=2))", "syntax @7");
  check_refused("{'x': OrderedDict([(A('a'), 1)])}", "not_json @0");
  check_refused("{foo[bar]: 1}", "not_json @0");
  check_values("{'a': 1}\nsaved Model(", {"number $.a 1"});
  check_notes("{'a': 1}\nsaved(", {"text_skipped x1 @9", "printed_values x1 @0"});
}

TEST_CASE("damage within a record of several lines refuses the source") {
  check_refused("{'a': 1}\n{'a': 1,\n 'b': 2\n 'c': 3}\n{'a': 1}\n", "syntax @27");
  check_refused("[{'a': 1},\n {'a': 2;}]\n", "syntax @19");
}

TEST_CASE("a dialect that ends inside a record gives what is complete before the cut") {
  check_events("{'a': 1, 'b': [2, 3", {"0 { $", "6 number $.a 1", "14 [ $.b", "15 number $.b[*] 2",
                                       "19 cut $.b", "19 ] $.b", "19 } $", "19 end"});
  check_events("A(x=1, y=B(z='q', w=", {"0 { $", "4 number $.x 1", "9 { $.y", "13 text $.y.z q",
                                        "20 cut $.y", "20 } $.y", "20 } $", "20 end"});
  check_notes("{'a': 1}\n{'a", {"truncated x1 @12", "printed_values x1 @0"});
  check_refused("{'a", "unterminated_string @3");
  check_refused("A(x=", "syntax @4");
}

TEST_CASE("every prefix of a dialect gives the values before it and no other") {
  const std::string documents[] = {
      "SyncPage[Job](data=[Job(id='a', at=datetime.datetime(2024, 5, 1, 12, 0), s=<S.R: 'r'>, "
      "m=Metrics(loss=0.125, acc=None), t=(1, 2.5)), Job(id=\"it's\", x=Unset(), "
      "a=array([1., 2.], dtype=float32), o=OrderedDict([('k', 1), ('l', {'m': 2})]))])",
      "start\n{'loss': 0.5, 'n': -inf}\nINFO | {\"step\": 2, \"x\": [1, {\"y\": \"\\u00e9\"}]}\n"
      "[{'a': True}, [...], {'a': False}]\nend of log\n{ step: 12, more: { b: 'x' } }\n",
  };
  for (const std::string& document : documents) {
    const Lines all = values(read(document));
    for (std::size_t size = 0; size < document.size(); ++size) {
      CAPTURE(size);
      const std::string_view prefix = std::string_view(document).substr(0, size);
      const Reading reading = read(prefix);
      const Lines delivered = values(reading);
      REQUIRE(delivered.size() <= all.size());
      REQUIRE(delivered ==
              Lines(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(delivered.size())));
    }
  }
}

TEST_CASE("a dialect's limits are those of JSON") {
  std::string deep;
  for (int depth = 0; depth < 600; ++depth) deep += "[(";
  CHECK(read_pieces(deep, 4096).summary() == "too_deep @512");
  std::string calls;
  for (int depth = 0; depth < 600; ++depth) calls += "A(b=";
  CHECK(read_pieces(calls, 4096).summary() == "too_deep @2046");
}

TEST_CASE("a record larger than what is held is delivered as it is read") {
  std::string text = "Job(events=[";
  for (int step = 0; step < 30'000; ++step) {
    text += "E(step=" + std::to_string(step) + ", loss=0.5), ";
  }
  text += "])";
  const Reading reading = read_pieces(text, 4096);
  REQUIRE_FALSE(reading.error);
  CHECK(reading.is_sound);
  CHECK(values(reading).size() == 60'000);
  CHECK(read_pieces(text, 777).summary() == reading.summary());
}

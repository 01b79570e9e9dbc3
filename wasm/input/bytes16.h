// Sixteen bytes looked at together: SSE2 on x86, SIMD in WebAssembly, plain loops elsewhere. Just
// what the reader needs to run over blanks and over the insides of strings and numbers.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ckpt {

inline constexpr int kBytes16 = 16;

namespace bytes16_detail {

// Read from byte n on: what leaves of sixteen digits the values of the last n.
inline constexpr std::array<char, 32> kLastDigits{0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
                                                  0,  0,  0,  0,  0,  15, 15, 15, 15, 15, 15,
                                                  15, 15, 15, 15, 15, 15, 15, 15, 15, 15};
inline constexpr std::uint64_t kTenToEight = 100'000'000;

}  // namespace bytes16_detail

// Bit i of a mask stands for byte i.
class Bytes16 {
 public:
#if defined(__wasm_simd128__)
  explicit Bytes16(const char* bytes) : bytes_(wasm_v128_load(bytes)) {}
  void store(char* out) const { wasm_v128_store(out, bytes_); }
  [[nodiscard]] std::uint32_t same_as(Bytes16 other) const {
    return mask(wasm_i8x16_eq(bytes_, other.bytes_));
  }
  // Blanks of JSON: space, tab, line feed, carriage return.
  [[nodiscard]] std::uint32_t blanks() const {
    return mask(wasm_v128_or(wasm_v128_or(equal(' '), equal('\n')),
                             wasm_v128_or(equal('\r'), equal('\t'))));
  }
  [[nodiscard]] std::uint32_t newlines() const { return mask(equal('\n')); }
  [[nodiscard]] std::uint32_t returns() const { return mask(equal('\r')); }
  [[nodiscard]] std::uint32_t quotes() const { return mask(equal('"')); }
  [[nodiscard]] std::uint32_t backslashes() const { return mask(equal('\\')); }
  // Quotation marks, backslashes and control bytes: what ends a run of plain text.
  [[nodiscard]] std::uint32_t specials() const {
    return mask(wasm_v128_or(wasm_v128_or(equal('"'), equal('\\')),
                             wasm_u8x16_lt(bytes_, wasm_i8x16_splat(0x20))));
  }
  // Bytes inside a UTF-8 sequence: 0x80 to 0xBF.
  [[nodiscard]] std::uint32_t continuations() const {
    return mask(wasm_i8x16_lt(bytes_, wasm_i8x16_splat(-0x40)));
  }
  // Bytes of 0x80 and above.
  [[nodiscard]] std::uint32_t highs() const { return mask(bytes_); }
  [[nodiscard]] std::uint32_t digits() const {
    return mask(wasm_u8x16_lt(wasm_i8x16_sub(bytes_, wasm_i8x16_splat('0')), wasm_i8x16_splat(10)));
  }
  // The number that the last `count` bytes write, all of them digits: neighbours are put together
  // to numbers of two, four and eight digits.
  [[nodiscard]] std::uint64_t last_digits(unsigned count) const {
    const v128_t ones = wasm_v128_and(bytes_, wasm_v128_load(&bytes16_detail::kLastDigits[count]));
    const v128_t twos = wasm_i16x8_add(
        wasm_i16x8_mul(wasm_v128_and(ones, wasm_i16x8_splat(0xFF)), wasm_i16x8_splat(10)),
        wasm_u16x8_shr(ones, 8));
    const v128_t fours =
        wasm_i32x4_dot_i16x8(twos, wasm_i16x8_make(100, 1, 100, 1, 100, 1, 100, 1));
    const v128_t eights =
        wasm_i32x4_dot_i16x8(wasm_i16x8_narrow_i32x4(fours, fours),
                             wasm_i16x8_make(10'000, 1, 10'000, 1, 10'000, 1, 10'000, 1));
    const auto both = static_cast<std::uint64_t>(wasm_i64x2_extract_lane(eights, 0));
    return (both & 0xFFFF'FFFF) * bytes16_detail::kTenToEight + (both >> 32);
  }

 private:
  [[nodiscard]] v128_t equal(char byte) const {
    return wasm_i8x16_eq(bytes_, wasm_i8x16_splat(byte));
  }
  [[nodiscard]] static std::uint32_t mask(v128_t lanes) {
    return static_cast<std::uint32_t>(wasm_i8x16_bitmask(lanes));
  }
  v128_t bytes_;
#elif defined(__SSE2__)
  explicit Bytes16(const char* bytes)
      : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes))) {}
  void store(char* out) const { _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes_); }
  [[nodiscard]] std::uint32_t same_as(Bytes16 other) const {
    return mask(_mm_cmpeq_epi8(bytes_, other.bytes_));
  }
  // Blanks of JSON: space, tab, line feed, carriage return.
  [[nodiscard]] std::uint32_t blanks() const {
    return mask(_mm_or_si128(_mm_or_si128(equal(' '), equal('\n')),
                             _mm_or_si128(equal('\r'), equal('\t'))));
  }
  [[nodiscard]] std::uint32_t newlines() const { return mask(equal('\n')); }
  [[nodiscard]] std::uint32_t returns() const { return mask(equal('\r')); }
  [[nodiscard]] std::uint32_t quotes() const { return mask(equal('"')); }
  [[nodiscard]] std::uint32_t backslashes() const { return mask(equal('\\')); }
  // Quotation marks, backslashes and control bytes: what ends a run of plain text.
  [[nodiscard]] std::uint32_t specials() const {
    const __m128i last_control = _mm_set1_epi8(0x1F);
    return mask(_mm_or_si128(_mm_or_si128(equal('"'), equal('\\')),
                             _mm_cmpeq_epi8(_mm_max_epu8(bytes_, last_control), last_control)));
  }
  // Bytes inside a UTF-8 sequence: 0x80 to 0xBF.
  [[nodiscard]] std::uint32_t continuations() const {
    return mask(_mm_cmplt_epi8(bytes_, _mm_set1_epi8(-0x40)));
  }
  // Bytes of 0x80 and above.
  [[nodiscard]] std::uint32_t highs() const { return mask(bytes_); }
  [[nodiscard]] std::uint32_t digits() const {
    const __m128i values = _mm_sub_epi8(bytes_, _mm_set1_epi8('0'));
    return mask(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values));
  }
  // The number that the last `count` bytes write, all of them digits: neighbours are put together
  // to numbers of two, four and eight digits.
  [[nodiscard]] std::uint64_t last_digits(unsigned count) const {
    const __m128i ones = _mm_and_si128(bytes_, Bytes16(&bytes16_detail::kLastDigits[count]).bytes_);
    const __m128i twos = _mm_add_epi16(
        _mm_mullo_epi16(_mm_and_si128(ones, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10)),
        _mm_srli_epi16(ones, 8));
    const __m128i fours = _mm_madd_epi16(twos, _mm_setr_epi16(100, 1, 100, 1, 100, 1, 100, 1));
    const __m128i eights = _mm_madd_epi16(
        _mm_packs_epi32(fours, fours), _mm_setr_epi16(10'000, 1, 10'000, 1, 10'000, 1, 10'000, 1));
    const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
    return (both & 0xFFFF'FFFF) * bytes16_detail::kTenToEight + (both >> 32);
  }

 private:
  [[nodiscard]] __m128i equal(char byte) const {
    return _mm_cmpeq_epi8(bytes_, _mm_set1_epi8(byte));
  }
  [[nodiscard]] static std::uint32_t mask(__m128i lanes) {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(lanes));
  }
  __m128i bytes_;
#else
  explicit Bytes16(const char* bytes) { std::memcpy(bytes_, bytes, kBytes16); }
  void store(char* out) const { std::memcpy(out, bytes_, kBytes16); }
  [[nodiscard]] std::uint32_t same_as(Bytes16 other) const {
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < kBytes16; ++i) {
      bits |= std::uint32_t{bytes_[i] == other.bytes_[i]} << i;
    }
    return bits;
  }
  // Blanks of JSON: space, tab, line feed, carriage return.
  [[nodiscard]] std::uint32_t blanks() const {
    return mask([](unsigned char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  }
  [[nodiscard]] std::uint32_t newlines() const {
    return mask([](unsigned char c) { return c == '\n'; });
  }
  [[nodiscard]] std::uint32_t returns() const {
    return mask([](unsigned char c) { return c == '\r'; });
  }
  [[nodiscard]] std::uint32_t quotes() const {
    return mask([](unsigned char c) { return c == '"'; });
  }
  [[nodiscard]] std::uint32_t backslashes() const {
    return mask([](unsigned char c) { return c == '\\'; });
  }
  // Quotation marks, backslashes and control bytes: what ends a run of plain text.
  [[nodiscard]] std::uint32_t specials() const {
    return mask([](unsigned char c) { return c == '"' || c == '\\' || c < 0x20; });
  }
  // Bytes inside a UTF-8 sequence: 0x80 to 0xBF.
  [[nodiscard]] std::uint32_t continuations() const {
    return mask([](unsigned char c) { return c >= 0x80 && c < 0xC0; });
  }
  // Bytes of 0x80 and above.
  [[nodiscard]] std::uint32_t highs() const {
    return mask([](unsigned char c) { return c >= 0x80; });
  }
  [[nodiscard]] std::uint32_t digits() const {
    return mask([](unsigned char c) { return c >= '0' && c <= '9'; });
  }
  // The number that the last `count` bytes write, all of them digits.
  [[nodiscard]] std::uint64_t last_digits(unsigned count) const {
    std::uint64_t value = 0;
    for (unsigned i = kBytes16 - count; i < kBytes16; ++i) value = value * 10 + (bytes_[i] & 0xFU);
    return value;
  }

 private:
  template <class Test>
  [[nodiscard]] std::uint32_t mask(Test test) const {
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < kBytes16; ++i) bits |= std::uint32_t{test(bytes_[i])} << i;
    return bits;
  }
  unsigned char bytes_[kBytes16];
#endif
};

}  // namespace ckpt

// Sixteen bytes looked at together: SSE2 on x86, SIMD in WebAssembly, plain loops elsewhere. Just
// what the reader needs to run over blanks and over the insides of strings.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ckpt {

inline constexpr int kBytes16 = 16;

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

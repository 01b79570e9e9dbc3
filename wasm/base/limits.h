// Every bound of the engine. Reaching one never loses data silently: it leaves a note or an Error.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ckpt::limits {

inline constexpr std::size_t kWindowBytes = std::size_t{1} << 20;  // read at a time
// Unpacked from one source.
inline constexpr std::uint64_t kInflatedBytesMax = std::uint64_t{4} << 30;
inline constexpr std::size_t kTokenBytesMax = std::size_t{64} << 20;       // one string or number
inline constexpr std::uint32_t kDepthMax = 512;                            // nested containers
inline constexpr std::uint32_t kPathCountMax = 1'000'000;                  // nodes of the key tree
inline constexpr std::uint32_t kColumnCountMax = 20'000;                   // of one source
inline constexpr std::size_t kTextBytesMax = 1024;                         // kept of one text
inline constexpr std::size_t kTextArenaBytesMax = std::size_t{256} << 20;  // kept of all texts
inline constexpr std::uint32_t kRowCountMax = 0xFFFF'FFFE;                 // rows of one table
inline constexpr std::uint32_t kMapChildrenMin = 17;   // alike children that make an object a table
inline constexpr std::size_t kNoteCountMax = 200;      // listed of one source; the rest is counted
inline constexpr std::size_t kExcerptBytes = 80;       // shown around an error
inline constexpr std::size_t kFactCountMax = 200;      // of one run
inline constexpr std::size_t kRunCountMax = 1'000;     // of one source
inline constexpr std::size_t kMetricCountMax = 5'000;  // of one run
inline constexpr std::size_t kNonFiniteListMax =
    1'000;  // places listed per metric; all are counted
inline constexpr std::size_t kCurvePointsKept = std::size_t{3} << 23;  // of the curves drawn last
inline constexpr std::size_t kPointsHeldMax = 1'500'000;  // of metrics, while rules look at them
inline constexpr std::size_t kEquivalentCountMax = 100;   // checkpoints listed beside the best
inline constexpr std::size_t kSetCountMax =
    100;  // evaluation sets of one metric that choose together
inline constexpr std::size_t kAveragedCountMax = 10;    // checkpoints listed as worth averaging
inline constexpr std::size_t kComparedPlacesMax = 500;  // of the mean curve of one group of runs
inline constexpr std::size_t kComparedPairsMax = 200;   // of groups of runs that are compared

}  // namespace ckpt::limits

// Catch2, whichever of v2 and v3 is installed. Tests include this and never catch2 itself.
#pragma once

#ifdef CKPT_CATCH2_V3
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

// Ends the test case and counts it as skipped; for data that is not part of the repository.
#define CKPT_SKIP(reason)          \
  do {                             \
    WARN("CKPT_SKIPPED: " reason); \
    return;                        \
  } while (false)

/** Random numbers that are the same everywhere, for fixtures and benchmarks. */

/** Uniform numbers in [0, 1): mulberry32. @param {number} seed */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Nearly normal numbers of deviation 1. @param {number} seed */
export function normal(seed) {
  const next = uniform(seed);
  return () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6);
}

/**
 * What a user would write instead of the rules, over one loss: extremes, a least-squares slope, a
 * smoothed curve, and spikes against the mean and deviation of the last 128 values. No test of a
 * trend, no correction, no verdict. `node plain-rules.js POINTS ROUNDS` prints JSON.
 */
import { uniform } from '../random.js';

/** @param {Float64Array} y */
function plainRules(y) {
  let best = 0;
  let worst = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  let smoothed = y[0] ?? NaN;
  let spikes = 0;
  let windowSum = 0;
  let windowSquares = 0;
  for (let i = 0; i < y.length; i += 1) {
    const value = y[i] ?? NaN;
    if (value < (y[best] ?? NaN)) best = i;
    if (value > (y[worst] ?? NaN)) worst = i;
    sx += i;
    sy += value;
    sxx += i * i;
    sxy += i * value;
    smoothed = 0.99 * smoothed + 0.01 * value;
    if (i >= 128) {
      const mean = windowSum / 128;
      const deviation = Math.sqrt(Math.max(0, windowSquares / 128 - mean * mean));
      if (value > mean + 6 * deviation) spikes += 1;
      const left = y[i - 128] ?? NaN;
      windowSum -= left;
      windowSquares -= left * left;
    }
    windowSum += value;
    windowSquares += value * value;
  }
  const slope = (y.length * sxy - sx * sy) / (y.length * sxx - sx * sx);
  return { best, worst, slope, smoothed, spikes };
}

const count = Number(process.argv[2] ?? 34_000);
const rounds = Number(process.argv[3] ?? 5);
const next = uniform(count);
const y = Float64Array.from(
  { length: count },
  (_, i) => 1 + 2 / (1 + (50 * i) / count) + 0.05 * (next() + next() - 1),
);
/** @type {number[]} */
const elapsed = [];
let outcome = '';
for (let round = 0; round < rounds; round += 1) {
  const start = performance.now();
  const { slope, spikes } = plainRules(y);
  elapsed.push(performance.now() - start);
  outcome = `slope ${slope.toPrecision(3)}, ${spikes} spikes`;
}
elapsed.sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({ elapsedMs: elapsed[Math.floor(rounds / 2)], outcome })}\n`,
);

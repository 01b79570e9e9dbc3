/** How strongly to smooth, between a slider and the weight of the past. */

const WEIGHT_MAX = 0.999;

/**
 * Weights crowd near one: the slider is even in how many points a weight remembers.
 * @param {number} strength 0 to 1
 */
export function weightOf(strength) {
  if (!(strength > 0)) return 0;
  return Math.min(WEIGHT_MAX, Number((1 - 1000 ** -strength).toFixed(3)));
}

/** The inverse of weightOf. @param {number} weight */
export function strengthOf(weight) {
  return weight === 0 ? 0 : -Math.log(1 - weight) / Math.log(1000);
}

/**
 * What is drawn of values that the axis leaves out, and of points that a resumed training replaced:
 * always marked, never silent.
 */
import { arrowhead, clip } from './chart-ink.js';
import { firstAtOrAfter } from './chart-range.js';

/** @import uPlot from 'uplot' */
/** @import { Points } from '../api/types.js' */

/** Marks nearer than this many CSS pixels are one. */
const MARK_DISTANCE = 9;

/**
 * Values beyond the axis, in words to be said beside the chart.
 * @typedef {object} Beyond
 * @property {number} count of marks
 * @property {number} least
 * @property {number} greatest
 */

/**
 * A triangle at the edge for each stretch of a curve that lies beyond the axis.
 * @param {uPlot} plot
 * @param {readonly { readonly column: number, readonly color: string }[]} series
 * @returns {Beyond | null} null when nothing does
 */
export function drawClipped(plot, series) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const { min, max } = plot.scales.y ?? {};
  const { min: from, max: to } = plot.scales.x ?? {};
  if (typeof min !== 'number' || typeof max !== 'number') return null;
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  const xs = plot.data[0];
  let count = 0;
  let least = Infinity;
  let greatest = -Infinity;
  ctx.save();
  for (const { column, color } of series) {
    ctx.fillStyle = color;
    const ys = plot.data[column] ?? [];
    const last = { up: -Infinity, down: -Infinity };
    for (let at = firstAtOrAfter(xs, from); at < xs.length; ++at) {
      const x = /** @type {number} */ (xs[at]);
      const y = ys[at];
      if (x > to) break;
      if (y === null || y === undefined || (y >= min && y <= max)) continue;
      least = Math.min(least, y);
      greatest = Math.max(greatest, y);
      const side = y > max ? 'up' : 'down';
      const left = plot.valToPos(x, 'x', true);
      if (left - last[side] < MARK_DISTANCE * ratio) continue;
      last[side] = left;
      count += 1;
      const size = 4 * ratio;
      if (side === 'up') arrowhead(ctx, left, bbox.top + size, size);
      else arrowhead(ctx, left, bbox.top + bbox.height - size, -size);
    }
  }
  ctx.restore();
  return count > 0 ? { count, least, greatest } : null;
}

/**
 * Points that a resumed training replaced: dotted and dim, each stretch with a mark where training
 * was taken up again.
 * @param {uPlot} plot
 * @param {readonly { readonly points: Points, readonly color: string }[]} curves
 */
export function drawSuperseded(plot, curves) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  clip(plot);
  ctx.lineWidth = ratio;
  for (const { points, color } of curves) {
    ctx.strokeStyle = color;
    ctx.globalAlpha = 0.6;
    ctx.setLineDash([ratio, 3 * ratio]);
    ctx.beginPath();
    /** @type {number[]} where stretches begin */
    const starts = [];
    let isFirst = true;
    for (let at = 0; at < points.x.length; ++at) {
      const value = /** @type {number} */ (points.y[at]);
      const left = plot.valToPos(/** @type {number} */ (points.x[at]), 'x', true);
      if (Number.isNaN(value)) {
        isFirst = true;
        continue;
      }
      const top = plot.valToPos(value, 'y', true);
      if (isFirst) {
        ctx.moveTo(left, top);
        starts.push(left);
      } else {
        ctx.lineTo(left, top);
      }
      isFirst = false;
    }
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    for (const left of starts) {
      ctx.beginPath();
      ctx.moveTo(left, bbox.top + bbox.height);
      ctx.lineTo(left, bbox.top + bbox.height - 10 * ratio);
      ctx.moveTo(left - 3 * ratio, bbox.top + bbox.height - 7 * ratio);
      ctx.lineTo(left, bbox.top + bbox.height - 10 * ratio);
      ctx.lineTo(left + 3 * ratio, bbox.top + bbox.height - 7 * ratio);
      ctx.stroke();
    }
  }
  ctx.restore();
}

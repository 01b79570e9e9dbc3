/**
 * What is drawn on a chart's canvas besides its curves: shaded ranges of findings with their numbers,
 * ticks of checkpoints with the diamond of the recommended one, and marks at the edge where values
 * are not finite.
 */

/** @import uPlot from 'uplot' */
/** @import { Metric } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */

/**
 * @typedef {object} Shade
 * @property {number} index of the finding
 * @property {number} from
 * @property {number} to
 * @property {string} color
 * @property {string} label
 * @property {boolean} isLit
 */

/**
 * @typedef {object} Ticks
 * @property {readonly number[]} steps
 * @property {number | null} recommended
 * @property {number | null} lit
 * @property {string} color
 * @property {string} accent
 */

/** Ticks closer than this many CSS pixels would run into a bar. */
const TICK_DISTANCE = 4;
const LABEL_FONT = '600 10px system-ui, sans-serif';

/** Height of a lane of findings at the top of a chart, in CSS pixels. */
const LANE = 14;
const LANES_MAX = 3;
/** A bar is meant when the pointer is this near to its end, in CSS pixels. */
const BAR_REACH = 4;

/**
 * Ranges of findings behind the curves: a breath of their colour, stronger while one is lit.
 * @param {uPlot} plot
 * @param {readonly Shade[]} shades
 */
export function drawShades(plot, shades) {
  const { ctx, bbox } = plot;
  ctx.save();
  clip(plot);
  for (const { from, to, color, isLit } of shades) {
    const { left, width } = span(plot, from, to);
    ctx.fillStyle = color;
    ctx.globalAlpha = isLit ? 0.2 : 0.05;
    ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/**
 * Ranges of findings at the top: a bar with the finding's number, in lanes so that overlapping ones
 * stay apart.
 * @param {uPlot} plot
 * @param {readonly Shade[]} shades
 */
export function drawBars(plot, shades) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  clip(plot);
  ctx.font = LABEL_FONT.replace('10px', `${10 * ratio}px`);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { from, to, color, label, isLit, lane } of withLanes(shades)) {
    const { left, width } = span(plot, from, to);
    const top = bbox.top + lane * LANE * ratio;
    ctx.fillStyle = color;
    ctx.fillRect(left, top, width, (isLit ? 3 : 2) * ratio);
    ctx.fillText(label, Math.max(left, bbox.left) + 4 * ratio, top + 4 * ratio);
  }
  ctx.restore();
}

/**
 * The finding whose bar lies at a place of the plotting area, null where there is none.
 * @param {uPlot} plot
 * @param {readonly Shade[]} shades
 * @param {{ readonly left: number, readonly top: number }} at in CSS pixels
 */
export function findingAt(plot, shades, { left, top }) {
  const found = withLanes(shades).find(({ from, to, lane }) => {
    const start = plot.valToPos(from, 'x') - BAR_REACH;
    const end = plot.valToPos(to, 'x') + BAR_REACH;
    return left >= start && left <= end && top >= lane * LANE && top < (lane + 1) * LANE;
  });
  return found?.index ?? null;
}

/** Room that the lanes take at the top. @param {readonly Shade[]} shades in CSS pixels */
export function lanesHeight(shades) {
  return withLanes(shades).reduce((height, { lane }) => Math.max(height, (lane + 1) * LANE), 0);
}

/** @param {readonly Shade[]} shades */
function withLanes(shades) {
  /** @type {number[]} where each lane is free again */
  const ends = [];
  return shades
    .toSorted((a, b) => a.from - b.from)
    .map((shade) => {
      const free = ends.findIndex((end) => end < shade.from);
      const lane = Math.min(free < 0 ? ends.length : free, LANES_MAX - 1);
      ends[lane] = Math.max(ends[lane] ?? -Infinity, shade.to);
      return { ...shade, lane };
    });
}

/** Ticks of checkpoints along the lower edge. @param {uPlot} plot @param {Ticks} ticks */
export function drawTicks(plot, { steps, recommended, lit, color, accent }) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - 6 * ratio, bbox.top, bbox.width + 12 * ratio, bbox.height + 8 * ratio);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  let drawn = -Infinity;
  for (const step of steps) {
    const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
    if (x - drawn < TICK_DISTANCE * ratio) continue;
    drawn = x;
    ctx.moveTo(x, bottom - 6 * ratio);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  if (recommended !== null) drawKept(plot, recommended, accent);
  if (lit !== null) {
    const x = plot.valToPos(lit, 'x', true);
    ctx.strokeStyle = accent;
    ctx.lineWidth = 2 * ratio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }
  ctx.restore();
}

/** @param {uPlot} plot @param {number} step @param {string} accent */
function drawKept(plot, step, accent) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = plot.valToPos(step, 'x', true);
  const bottom = bbox.top + bbox.height;
  const size = 5.5 * ratio;
  ctx.strokeStyle = accent;
  ctx.fillStyle = accent;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bottom - size);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bottom - size);
  ctx.lineTo(x + size, bottom);
  ctx.lineTo(x, bottom + size);
  ctx.lineTo(x - size, bottom);
  ctx.closePath();
  ctx.fill();
}

/**
 * Marks at the upper edge (lower for minus infinity) where values are not finite: a cross for NaN, an
 * arrowhead for an infinity, with a count where several fall together.
 * @param {uPlot} plot
 * @param {readonly Metric[]} metrics
 * @param {ChartAxis} axis
 * @param {string} color
 * @param {number} below room to leave at the top, in CSS pixels
 */
export function drawNonFinite(plot, metrics, axis, color, below) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = LABEL_FONT.replace('10px', `${10 * ratio}px`);
  ctx.textBaseline = 'middle';
  const clusters = nonFiniteClusters(plot, metrics, axis);
  clusters.forEach(({ x, end, sign, count }, index) => {
    const y = sign < 0 ? bbox.top + bbox.height - 12 * ratio : bbox.top + (8 + below) * ratio;
    if (sign === 0) cross(ctx, x, y, 3.5 * ratio);
    else arrowhead(ctx, x, y, 4.5 * ratio * sign);
    // A row of marks needs no counts; one that stands for several does, where there is room.
    const text = `×${count}`;
    const width = 8 * ratio + ctx.measureText(text).width;
    const isRight = x + width < bbox.left + bbox.width;
    const roomAfter = (clusters[index + 1]?.x ?? Infinity) - end;
    const roomBefore = x - (clusters[index - 1]?.end ?? -Infinity);
    if (count === 1 || (isRight ? roomAfter : roomBefore) < width + 8 * ratio) return;
    ctx.textAlign = isRight ? 'left' : 'right';
    ctx.fillText(text, isRight ? x + 7 * ratio : x - 7 * ratio, y);
  });
  ctx.restore();
}

/**
 * Neighbours that would overlap become one mark with a count, which stands where they begin.
 * @param {uPlot} plot
 * @param {readonly Metric[]} metrics
 * @param {ChartAxis} axis
 */
function nonFiniteClusters(plot, metrics, axis) {
  const { bbox } = plot;
  const distance = 11 * devicePixelRatio;
  /** @type {{ x: number, end: number, sign: -1 | 0 | 1, count: number }[]} */
  const clusters = [];
  const marks = metrics
    .flatMap((metric) => metric.nonFinitePoints)
    .flatMap(({ step, value }) => {
      const place = axis.placeOf(step);
      return place === null ? [] : { x: plot.valToPos(place, 'x', true), sign: signOf(value) };
    })
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width)
    .toSorted((a, b) => a.x - b.x);
  for (const { x, sign } of marks) {
    const near = clusters.findLast((cluster) => cluster.sign === sign);
    if (near && x - near.x < distance) {
      near.count += 1;
      near.end = x;
    } else {
      clusters.push({ x, end: x, sign, count: 1 });
    }
  }
  return clusters;
}

/** @param {unknown} value @returns {-1 | 0 | 1} 0 for NaN */
function signOf(value) {
  if (value === 'Infinity') return 1;
  return value === '-Infinity' ? -1 : 0;
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} size */
function cross(ctx, x, y, size) {
  ctx.beginPath();
  ctx.moveTo(x - size, y - size);
  ctx.lineTo(x + size, y + size);
  ctx.moveTo(x + size, y - size);
  ctx.lineTo(x - size, y + size);
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} size */
export function arrowhead(ctx, x, y, size) {
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + Math.abs(size), y + size);
  ctx.lineTo(x - Math.abs(size), y + size);
  ctx.closePath();
  ctx.fill();
}

/** @param {uPlot} plot @param {number} from @param {number} to */
function span(plot, from, to) {
  const start = plot.valToPos(from, 'x', true);
  const end = plot.valToPos(to, 'x', true);
  const width = Math.max(end - start, 3 * devicePixelRatio);
  return { left: (start + end - width) / 2, width };
}

/** @param {uPlot} plot */
export function clip({ ctx, bbox }) {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

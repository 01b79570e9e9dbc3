/**
 * What drawing a long curve costs, in a page: ours, the loop that a user would write, and uPlot's own
 * path. `views.js` opens this page and calls `measureViews`.
 */
import uPlot from 'uplot';

import { feed } from '../../web/engine/engine.js';
import { loadCore } from '../../web/engine/load.js';

const WIDTH = 2000;
const ZOOMS = 50;

/**
 * @typedef {object} ViewTimes of one round, in milliseconds
 * @property {number} first the whole curve, of which nothing is known yet but its columns
 * @property {number} again the whole curve once more
 * @property {number} zoomed a part of it, on average
 * @property {number} plain the whole curve by a loop over typed arrays
 * @property {number} uplot the whole curve by uPlot's path
 */

/** Numbers that are the same in every run. @param {number} count */
function curve(count) {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  let state = 1;
  for (let i = 0; i < count; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    x[i] = i + 1;
    y[i] = Number((2 * (1 + i / 1e4) ** -0.3 + state / 2 ** 34).toFixed(4));
  }
  return { x, y };
}

/** @param {import('../../web/engine/module.js').CoreModule} core @param {Float64Array} y */
function feedCurve(core, y) {
  const encoder = new TextEncoder();
  core.begin('curve.jsonl');
  for (let i = 0; i < y.length;) {
    let lines = '';
    for (const end = Math.min(i + 20000, y.length); i < end; i += 1)
      lines += `{"step":${i + 1},"train_loss":${y[i]}}\n`;
    feed(core, encoder.encode(lines));
  }
  core.finish();
}

/**
 * First, last, least and greatest of each column of pixels, as a user would write it.
 * @param {Float64Array} x @param {Float64Array} y
 */
function plainReduction(x, y) {
  const from = x[0] ?? 0;
  const scale = WIDTH / ((x[x.length - 1] ?? 0) - from);
  const out = [];
  for (let i = 0; i < x.length;) {
    const column = Math.floor(((x[i] ?? 0) - from) * scale);
    const first = i;
    let least = i;
    let greatest = i;
    for (; i < x.length && Math.floor(((x[i] ?? 0) - from) * scale) === column; i += 1) {
      if ((y[i] ?? 0) < (y[least] ?? 0)) least = i;
      if ((y[i] ?? 0) > (y[greatest] ?? 0)) greatest = i;
    }
    for (const point of [first, Math.min(least, greatest), Math.max(least, greatest), i - 1])
      out.push(x[point], y[point]);
  }
  return out.length;
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * @param {number} count points
 * @param {number} rounds
 * @returns {Promise<ViewTimes[]>}
 */
export async function measureViews(count, rounds) {
  const { x, y } = curve(count);
  const wasm = await fetch(new URL('../../build/wasm/core.wasm', import.meta.url));
  const { core } = await loadCore(await WebAssembly.compile(await wasm.arrayBuffer()));
  feedCurve(core, y);
  const plot = (/** @type {number} */ from, /** @type {number} */ to) =>
    core.plot(0, 0, from, to, WIDTH, '', 0, '', 0);

  const chart = new uPlot(
    {
      width: WIDTH,
      height: 400,
      scales: { x: { time: false } },
      series: [{}, { stroke: 'black', points: { show: false } }],
    },
    [x, y],
    document.body,
  );
  const path = uPlot.paths.linear?.();
  if (!path) throw new Error('uPlot has no path of lines');

  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push({
      first: timed(() => plot(NaN, NaN)),
      again: timed(() => plot(NaN, NaN)),
      zoomed:
        timed(() => {
          for (let zoom = 1; zoom <= ZOOMS; zoom += 1)
            plot((count * zoom) / 200, (count * (200 - zoom)) / 200);
        }) / ZOOMS,
      plain: timed(() => plainReduction(x, y)),
      uplot: timed(() => path(chart, 1, 0, count - 1)),
    });
    // Few curves of this size are kept: after two others the first has to be made again.
    for (const logs of [1, 2]) core.plot(0, 0, NaN, NaN, WIDTH, '', logs, '', 0);
  }
  return times;
}

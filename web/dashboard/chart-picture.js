/** A chart as a picture of its own: title, legend, axes and everything that stands on its canvas, as SVG or PNG. */
import { SvgInk, escaped } from './svg-ink.js';

/** @import uPlot from 'uplot' */

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Distances in CSS pixels. */
const PAD = 16;
const LINE = 18;
const SAMPLE = 18;
const AXIS_GAP = 6;
/** A picture for a document is at least this wide, in pixels. */
const PNG_WIDTH = 1600;

/**
 * What a picture shows.
 * @typedef {object} Picture
 * @property {uPlot} plot
 * @property {string} title
 * @property {string} source where the curves come from
 * @property {readonly { readonly name: string, readonly color: string, readonly width: number,
 *   readonly dash: readonly number[] }[]} legend
 * @property {readonly string[]} remarks what lines cannot show, in words
 * @property {(name: string) => string} color of a token
 * @property {(plot: uPlot) => void} drawBehind the curves
 * @property {(plot: uPlot) => void} drawInk upon them
 */

/** @param {Picture} picture @returns {{ readonly svg: string, readonly width: number, readonly height: number }} in CSS pixels */
export function chartSvg(picture) {
  const { plot, color } = picture;
  const ratio = devicePixelRatio;
  const head = new SvgInk(plot.ctx);
  const headHeight = drawHead(head, picture, plot.width + PAD * 2);
  const ink = new SvgInk(plot.ctx);
  // The same plot with another surface: its scales and its data stay what they are.
  const copy = /** @type {uPlot} */ (Object.create(plot, { ctx: { value: ink } }));
  drawAxes(ink, plot, color);
  picture.drawBehind(copy);
  drawCurves(ink, plot);
  picture.drawInk(copy);
  const width = plot.width + PAD * 2;
  const height = headHeight + plot.height + PAD;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(`${picture.title}, ${picture.source}`)}</title>
<rect width="100%" height="100%" fill="${escaped(color('panel'))}"/>
${head.markup}
<g transform="translate(${PAD} ${headHeight}) scale(${1 / ratio})">
${ink.markup}
</g>
</svg>
`;
  return { svg, width, height };
}

/**
 * The same in pixels, sharp enough for a document.
 * @param {ReturnType<typeof chartSvg>} picture
 * @returns {Promise<Blob>}
 */
export async function pngOf({ svg, width, height }) {
  const scale = Math.max(2, PNG_WIDTH / width);
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no PNG'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Title, legend and remarks; returns their height. @param {SvgInk} ink @param {Picture} picture @param {number} width */
function drawHead(ink, { title, source, legend, remarks, color }, width) {
  let top = PAD;
  ink.textBaseline = 'top';
  ink.font = `600 14px ${FAMILY}`;
  ink.fillStyle = color('ink');
  ink.fillText(title, PAD, top);
  const titleEnd = PAD + ink.measureText(title).width + 12;
  ink.font = `11px ${FAMILY}`;
  ink.fillStyle = color('quiet');
  ink.fillText(source, titleEnd, top + 3);
  top += LINE + 4;
  let left = PAD;
  const place = (/** @type {number} */ needed) => {
    if (left > PAD && left + needed > width - PAD) {
      left = PAD;
      top += LINE;
    }
    const at = left;
    left += needed + 16;
    return at;
  };
  for (const { name, color: stroke, width: lineWidth, dash } of legend) {
    const at = place(SAMPLE + 6 + ink.measureText(name).width);
    ink.strokeStyle = stroke;
    ink.lineWidth = lineWidth;
    ink.setLineDash(dash);
    ink.beginPath();
    ink.moveTo(at, top + 6);
    ink.lineTo(at + SAMPLE, top + 6);
    ink.stroke();
    ink.fillText(name, at + SAMPLE + 6, top);
  }
  for (const remark of remarks) ink.fillText(remark, place(ink.measureText(remark).width), top);
  return top + LINE + 4;
}

/**
 * Grid and labels, where uPlot has put them.
 * @param {SvgInk} ink
 * @param {uPlot} plot
 * @param {(name: string) => string} color
 */
function drawAxes(ink, plot, color) {
  const { bbox } = plot;
  const ratio = devicePixelRatio;
  ink.save();
  ink.strokeStyle = color('line');
  ink.fillStyle = color('quiet');
  ink.lineWidth = ratio;
  ink.font = `${11 * ratio}px ${FAMILY}`;
  for (const axis of plot.axes) {
    // What uPlot has laid out is not part of its types.
    const { _splits: splits, _values: labels } =
      /** @type {{ _splits: readonly number[] | null, _values: readonly (string | null)[] | null }} */ (
        /** @type {unknown} */ (axis)
      );
    const isX = axis.scale === 'x';
    for (const [index, split] of (splits ?? []).entries()) {
      const label = labels?.[index];
      const at = plot.valToPos(split, axis.scale ?? 'x', true);
      const [start, length] = isX ? [bbox.left, bbox.width] : [bbox.top, bbox.height];
      if (label === null || label === undefined) continue;
      if (at < start - 1 || at > start + length + 1) continue;
      ink.beginPath();
      if (isX) {
        ink.moveTo(at, bbox.top);
        ink.lineTo(at, bbox.top + bbox.height);
      } else {
        ink.moveTo(bbox.left, at);
        ink.lineTo(bbox.left + bbox.width, at);
      }
      ink.stroke();
      ink.textAlign = isX ? 'center' : 'right';
      ink.textBaseline = isX ? 'top' : 'middle';
      for (const [line, text] of String(label).split('\n').entries()) {
        const gap = AXIS_GAP * ratio;
        if (isX) ink.fillText(text, at, bbox.top + bbox.height + gap + line * 14 * ratio);
        else ink.fillText(text, bbox.left - gap, at);
      }
    }
  }
  ink.restore();
}

/** @param {SvgInk} ink @param {uPlot} plot */
function drawCurves(ink, plot) {
  const { bbox } = plot;
  const ratio = devicePixelRatio;
  const xs = plot.data[0];
  ink.save();
  ink.beginPath();
  ink.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ink.clip();
  for (const [index, series] of plot.series.entries()) {
    const ys = plot.data[index];
    if (index === 0 || !ys) continue;
    const stroke = typeof series.stroke === 'function' ? series.stroke(plot, index) : '';
    ink.strokeStyle = ink.fillStyle = String(stroke);
    ink.lineWidth = (series.width ?? 1) * ratio;
    ink.globalAlpha = series.alpha ?? 1;
    ink.setLineDash((series.dash ?? []).map((length) => length * ratio));
    ink.beginPath();
    let isAfterGap = true;
    for (let at = 0; at < xs.length; ++at) {
      const y = ys[at];
      if (y === undefined) continue;
      if (y === null) {
        isAfterGap = true;
        continue;
      }
      const left = plot.valToPos(/** @type {number} */ (xs[at]), 'x', true);
      const top = plot.valToPos(y, 'y', true);
      if (isAfterGap) ink.moveTo(left, top);
      else ink.lineTo(left, top);
      isAfterGap = false;
    }
    ink.stroke();
    ink.setLineDash([]);
    drawDots(ink, plot, series, index);
  }
  ink.restore();
}

/** The dots that uPlot shows: all of a curve, or those without a neighbour. @param {SvgInk} ink @param {uPlot} plot @param {uPlot.Series} series @param {number} index */
function drawDots(ink, plot, { points }, index) {
  const ys = plot.data[index] ?? [];
  const last = ys.length - 1;
  const shown =
    typeof points?.show === 'function' ? points.show(plot, index, 0, last) : points?.show;
  const filtered =
    typeof points?.filter === 'function' ? points.filter(plot, index, shown === true, null) : null;
  const indices = filtered ?? (shown ? [...ys.keys()] : []);
  const radius = ((points?.size ?? 4) / 2) * devicePixelRatio;
  ink.beginPath();
  for (const at of indices) {
    const x = plot.data[0][at];
    const y = ys[at];
    if (x === undefined || y === undefined || y === null) continue;
    ink.circle(plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true), radius);
  }
  ink.fill();
}

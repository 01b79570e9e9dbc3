/**
 * A drawing surface that writes SVG: the part of CanvasRenderingContext2D that our ink uses, so that one
 * code draws a chart on the screen and into a file.
 */

/** What `save` keeps. */
const FIELDS = /** @type {const} */ ([
  'fillStyle',
  'strokeStyle',
  'lineWidth',
  'globalAlpha',
  'font',
  'textAlign',
  'textBaseline',
  'dash',
  'clipId',
]);

const ANCHORS = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };
const BASELINES = {
  top: 'text-before-edge',
  hanging: 'hanging',
  middle: 'central',
  alphabetic: 'alphabetic',
  ideographic: 'ideographic',
  bottom: 'text-after-edge',
};

export class SvgInk {
  /** @param {CanvasRenderingContext2D} ruler measures texts */
  constructor(ruler) {
    this.ruler = ruler;
    this.fillStyle = '#000';
    this.strokeStyle = '#000';
    this.lineWidth = 1;
    this.globalAlpha = 1;
    this.font = '10px sans-serif';
    /** @type {CanvasTextAlign} */
    this.textAlign = 'left';
    /** @type {CanvasTextBaseline} */
    this.textBaseline = 'alphabetic';
    /** @type {readonly number[]} */
    this.dash = [];
    this.clipId = '';
    /** @type {string[]} */
    this.path = [];
    /** @type {string[]} */
    this.parts = [];
    this.clipCount = 0;
    /** @type {Record<string, unknown>[]} */
    this.kept = [];
  }

  /** Everything that was drawn. */
  get markup() {
    return this.parts.join('\n');
  }

  save() {
    this.kept.push(Object.fromEntries(FIELDS.map((name) => [name, this[name]])));
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  /** @param {readonly number[]} pattern */
  setLineDash(pattern) {
    this.dash = pattern;
  }

  beginPath() {
    this.path = [];
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path.push(`M${short(x)} ${short(y)}`);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path.push(`L${short(x)} ${short(y)}`);
  }

  closePath() {
    this.path.push('Z');
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  /** A whole circle. @param {number} x @param {number} y @param {number} radius */
  circle(x, y, radius) {
    const r = short(radius);
    const turn = `a${r} ${r} 0 1 0`;
    this.path.push(
      `M${short(x - radius)} ${short(y)}${turn} ${short(2 * radius)} 0${turn} ${short(-2 * radius)} 0Z`,
    );
  }

  /** Only what lies within the path shows from now on. */
  clip() {
    this.clipCount += 1;
    this.clipId = `clip${this.clipCount}`;
    this.parts.push(`<clipPath id="${this.clipId}"><path d="${this.path.join('')}"/></clipPath>`);
  }

  stroke() {
    if (this.path.length === 0) return;
    const dash =
      this.dash.length > 0 ? ` stroke-dasharray="${this.dash.map(short).join(' ')}"` : '';
    this.#add(
      `<path d="${this.path.join('')}" fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="round"${dash}`,
      '/>',
    );
  }

  fill() {
    if (this.path.length === 0) return;
    this.#add(`<path d="${this.path.join('')}" fill="${escaped(this.fillStyle)}"`, '/>');
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.#add(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${escaped(this.fillStyle)}"`,
      '/>',
    );
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const [, weight = '400', size = '10', family = 'sans-serif'] =
      /^(?:(\d+|bold) )?([\d.]+)px (.+)$/.exec(this.font) ?? [];
    this.#add(
      `<text x="${short(x)}" y="${short(y)}" fill="${escaped(this.fillStyle)}" font-family="${escaped(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[this.textAlign]}" dominant-baseline="${BASELINES[this.textBaseline]}"`,
      `>${escaped(text)}</text>`,
    );
  }

  /** @param {string} text */
  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  /** @param {string} start @param {string} end */
  #add(start, end) {
    const alpha = this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : '';
    const clip = this.clipId === '' ? '' : ` clip-path="url(#${this.clipId})"`;
    this.parts.push(`${start}${alpha}${clip}${end}`);
  }
}

/** A length to a hundredth. @param {number} value */
function short(value) {
  return String(Math.round(value * 100) / 100);
}

/** @param {string} text */
export function escaped(text) {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

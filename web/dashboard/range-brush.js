/**
 * The whole curve in small with a window on what the charts show: its ends and the window itself are
 * moved with the pointer or the arrow keys.
 */
import { css, html, nothing } from 'lit';

import { define } from './define.js';
import { markStyles, sparkline } from './marks.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Metric, PointRef } from '../api/types.js' */
/** @import { ChartAxis } from './chart-axis.js' */
/** @import { Range } from './state.js' */

/** The window is never narrower than this share of the whole. */
const LEAST_SHARE = 1e-5;

/** @fires zoomed detail: Range | null */
export class RangeBrush extends Part {
  /** @override */
  static properties = {
    axis: { attribute: false },
    zoom: { attribute: false },
    metric: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      .track {
        position: relative;
        height: 24px;
        margin-inline: 52px 20px;
        border: 1px solid var(--cs-line);
        border-radius: var(--cs-radius);
        touch-action: none;
        cursor: crosshair;
      }
      .sparkline {
        position: absolute;
        width: 100%;
        height: 100%;
        color: var(--cs-quiet);
      }
      .window {
        position: absolute;
        inset-block: 0;
        border-inline: 2px solid var(--cs-accent);
        background: color-mix(in srgb, var(--cs-accent) 14%, transparent);
        cursor: grab;
      }
      .handle {
        position: absolute;
        z-index: 1;
        top: 0;
        width: 14px;
        height: 100%;
        margin-inline-start: -7px;
        cursor: ew-resize;
      }
      .handle::after {
        position: absolute;
        inset: 5px 4px;
        border: 1px solid var(--cs-accent);
        border-radius: 2px;
        background: var(--cs-panel);
        content: '';
      }
    `,
  ];

  constructor() {
    super();
    /** @type {ChartAxis | undefined} */
    this.axis = undefined;
    /** @type {Range | null} */
    this.zoom = null;
    /** @type {Metric | undefined} whose curve is shown */
    this.metric = undefined;
    /** @type {Range | null | undefined} what the next frame will tell */
    this.next = undefined;
  }

  /** @override */
  render() {
    const { texts: t, axis } = this;
    if (!t || !axis) return nothing;
    const { from, to } = this.#shares(axis);
    const range = this.zoom ?? axis.full;
    const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(3)}%`;
    return html`<div
      class="track"
      role="group"
      aria-label=${t.brushLabel}
      @pointerdown=${this.#onPress}
      @dblclick=${() => this.tell('zoomed', null)}
    >
      ${sparkline(this.metric?.spark ?? [], 1000, 22, this.#reach(axis))}
      <div class="window" .style=${`left: ${percent(from)}; right: ${percent(1 - to)}`}></div>
      ${
        /** @type {const} */ (['from', 'to']).map(
          (end) =>
            html`<div
              class="handle"
              data-end=${end}
              .style=${`left: ${percent(end === 'from' ? from : to)}`}
              tabindex="0"
              role="slider"
              aria-label=${end === 'from' ? t.brushFrom : t.brushTo}
              aria-valuemin=${axis.full.from}
              aria-valuemax=${axis.full.to}
              aria-valuenow=${range[end]}
              aria-valuetext=${axis.sayHere(range[end], t)}
              @keydown=${(/** @type {KeyboardEvent} */ event) => this.#onKey(event, end)}
            ></div>`,
        )
      }
    </div>`;
  }

  /** How far the curve reaches, as shares of the whole. @param {ChartAxis} axis */
  #reach(axis) {
    const share = (/** @type {PointRef | null | undefined} */ point, /** @type {number} */ end) => {
      const place = typeof point?.step === 'number' ? axis.placeOf(point.step) : null;
      return place === null ? end : axis.shareOf(place);
    };
    return { from: share(this.metric?.first, 0), to: share(this.metric?.last, 1) };
  }

  /** What is shown, as shares of the whole. @param {ChartAxis} axis */
  #shares(axis) {
    if (!this.zoom) return { from: 0, to: 1 };
    return { from: axis.shareOf(this.zoom.from), to: axis.shareOf(this.zoom.to) };
  }

  /** @param {PointerEvent} event */
  #onPress(event) {
    const { axis } = this;
    const track = event.currentTarget;
    const target = event.target;
    if (!axis || !(track instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
    if (event.button !== 0) return;
    const box = track.getBoundingClientRect();
    const shareAt = (/** @type {number} */ x) =>
      Math.min(1, Math.max(0, (x - box.left) / box.width));
    const start = this.#shares(axis);
    const pressed = shareAt(event.clientX);
    const end = target.dataset.end;
    const isWindow = target.classList.contains('window') && this.zoom !== null;
    const stop = new AbortController();
    const { signal } = stop;
    const onMove = (/** @type {PointerEvent} */ { clientX }) => {
      const now = shareAt(clientX);
      if (end === 'from') this.#show(now, start.to);
      else if (end === 'to') this.#show(start.from, now);
      else if (isWindow) {
        const span = start.to - start.from;
        const from = Math.min(1 - span, Math.max(0, start.from + now - pressed));
        this.#show(from, from + span);
      } else this.#show(pressed, now);
    };
    addEventListener('pointermove', onMove, { signal });
    addEventListener('pointerup', () => stop.abort(), { signal });
    addEventListener('pointercancel', () => stop.abort(), { signal });
    event.preventDefault();
    if (end) target.focus();
  }

  /** @param {KeyboardEvent} event @param {'from' | 'to'} end */
  #onKey(event, end) {
    const { axis } = this;
    if (!axis) return;
    const pace = event.shiftKey ? 0.1 : 0.01;
    /** @type {Readonly<Record<string, number>>} */
    const moves = { ArrowLeft: -pace, ArrowDown: -pace, ArrowRight: pace, ArrowUp: pace };
    const shares = this.#shares(axis);
    if (event.key === 'Escape') this.tell('zoomed', null);
    else if (event.key === 'Home' && end === 'from') this.#show(0, shares.to);
    else if (event.key === 'End' && end === 'to') this.#show(shares.from, 1);
    else if (moves[event.key] !== undefined) {
      const moved = Math.min(1, Math.max(0, shares[end] + (moves[event.key] ?? 0)));
      this.#show(end === 'from' ? moved : shares.from, end === 'to' ? moved : shares.to);
    } else return;
    event.preventDefault();
  }

  /** Shows what lies between two shares, told once in a frame. @param {number} one @param {number} other */
  #show(one, other) {
    const { axis } = this;
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    if (!axis || to - from < LEAST_SHARE) return;
    const isWaiting = this.next !== undefined;
    this.next = from <= 0 && to >= 1 ? null : { from: axis.placeAt(from), to: axis.placeAt(to) };
    if (isWaiting) return;
    requestAnimationFrame(() => {
      const range = this.next ?? null;
      this.next = undefined;
      this.tell('zoomed', range);
    });
  }
}

define('cs-range-brush', RangeBrush);

/** How curves are drawn: the axis, its scales, smoothing, what to do with outliers. */
import { css, html, nothing } from 'lit';

import { axisChoices } from './chart-axis.js';
import { strengthOf, weightOf } from './chart-weight.js';
import { define } from './define.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { AxisChoice } from './chart-axis.js' */
/** @import { ChartSettings } from './state.js' */

/** @fires charts-changed detail: Partial<ChartSettings> */
export class ChartControls extends Part {
  /** @override */
  static properties = { settings: { attribute: false } };

  /** @override */
  static styles = [
    common,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        align-items: center;
      }
      label {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        white-space: nowrap;
      }
      input {
        margin: 0;
        accent-color: var(--cs-accent);
      }
      input[type='range'] {
        width: 96px;
      }
      output {
        min-width: 4ch;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {ChartSettings | undefined} */
    this.settings = undefined;
  }

  /** @override */
  render() {
    const { texts: t, run, settings } = this;
    if (!t || !run || !settings) return nothing;
    const { x, isLogX, isLogY, weight, smoothBy, isClipping } = settings;
    const choices = axisChoices(run);
    const shown = x !== null && choices.includes(x) ? x : choices[0];
    return html`<label>
        <span class="quiet">${t.axisLabel}</span>
        <select
          aria-label=${t.axisHint}
          @change=${(/** @type {Event} */ event) =>
            this.#change({ x: /** @type {AxisChoice} */ (valueOf(event)) })}
        >
          ${choices.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === shown}>
                ${t.axes[choice]}
              </option>`,
          )}
        </select>
      </label>
      ${this.#check(t.logX, isLogX, (on) => ({ isLogX: on }))}
      ${this.#check(t.logY, isLogY, (on) => ({ isLogY: on }))}
      ${this.#check(t.clipOutliers, isClipping, (on) => ({ isClipping: on }), t.clipHint)}
      <label title=${t.smoothHint}>
        <span class="quiet">${t.smooth}</span>
        <input
          type="range"
          aria-label=${t.smooth}
          min="0"
          max="1"
          step="0.01"
          .value=${String(strengthOf(weight))}
          aria-valuetext=${weight === 0 ? t.smoothOff : weight.toFixed(3)}
          @input=${(/** @type {Event} */ event) =>
            this.#change({ weight: weightOf(Number(valueOf(event))) })}
        />
        <output>${weight === 0 ? t.smoothOff : weight.toFixed(weight < 0.98 ? 2 : 3)}</output>
      </label>
      ${
        weight === 0
          ? nothing
          : html`<select
              aria-label=${t.smoothBy}
              title=${t.smoothHint}
              @change=${(/** @type {Event} */ event) =>
                this.#change({ smoothBy: valueOf(event) === 'point' ? 'point' : 'step' })}
            >
              ${
                /** @type {const} */ (['step', 'point']).map(
                  (by) =>
                    html`<option value=${by} ?selected=${by === smoothBy}>
                      ${t.smoothWays[by]}
                    </option>`,
                )
              }
            </select>`
      }`;
  }

  /**
   * @param {string} label
   * @param {boolean} isOn
   * @param {(on: boolean) => Partial<ChartSettings>} change
   * @param {string} [hint]
   */
  #check(label, isOn, change, hint = '') {
    return html`<label title=${hint}>
      <input
        type="checkbox"
        .checked=${isOn}
        @change=${(/** @type {Event} */ { target }) =>
          this.#change(change(target instanceof HTMLInputElement && target.checked))}
      />${label}
    </label>`;
  }

  /** @param {Partial<ChartSettings>} change */
  #change(change) {
    this.tell('charts-changed', change);
  }
}

/** @param {Event} event */
function valueOf({ target }) {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
    ? target.value
    : '';
}

define('cs-chart-controls', ChartControls);

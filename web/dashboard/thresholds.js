/**
 * The numbers that rules compare with, as a table in which each can be changed: with effect at once, with
 * a way back, and as a file that the command line takes as well.
 */
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

import { formatInteger, formatMessage, listRules } from '../api/index.js';
import { define } from './define.js';
import { Part } from './part.js';
import './settings-file.js';
import { stackedStyles, tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { MetricChoice, RuleInfo, RuleOverrides, ThresholdInfo } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

const FILE_NAME = 'ckptscope-settings.json';

/**
 * @fires rules-changed detail: RuleOverrides
 * @fires settings-loaded detail: unknown, from the file's own buttons
 * @fires panel-closed
 */
export class Thresholds extends Part {
  /** @override */
  static properties = {
    rules: { attribute: false },
    best: { attribute: false },
    refusal: { attribute: false },
    busy: { attribute: false },
    known: { state: true },
    text: { state: true },
    isChangedOnly: { state: true },
  };

  /** @override */
  static styles = [
    common,
    tableStyles,
    stackedStyles,
    css`
      .space {
        flex: 1;
      }
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        padding: 0 16px;
      }
      .filters input[type='search'] {
        flex: 1 1 180px;
        min-width: 0;
        max-width: 320px;
      }
      .filters label {
        display: flex;
        gap: 6px;
        align-items: center;
      }
      .scroll {
        max-height: min(480px, 60vh);
      }
      tbody th.rule {
        max-width: none;
        background: var(--cs-raised);
        white-space: normal;
      }
      tbody th.rule .quiet {
        font-weight: 400;
      }
      tbody th {
        font-weight: 400;
      }
      td.meaning {
        min-width: 28ch;
        white-space: normal;
      }
      input[type='number'] {
        width: 12ch;
        text-align: end;
      }
      tr.changed input {
        border-color: var(--cs-accent);
        font-weight: 600;
      }
      .best {
        padding: 0 16px;
      }
      @media (max-width: 720px) {
        td.unit,
        td.default {
          display: none;
        }
        tbody tr > .rule:nth-child(n) {
          grid-column: 1 / -1;
          margin: -4px -16px;
          padding: 8px 16px;
        }
        td.meaning {
          grid-row: 2;
          grid-column: 1 / -1;
          min-width: 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {RuleOverrides} numbers other than the defaults */
    this.rules = {};
    /** @type {readonly MetricChoice[]} what the person says best means */
    this.best = [];
    /** Why the engine did not take the last change; '' when it did. */
    this.refusal = '';
    this.busy = false;
    /** @type {readonly RuleInfo[]} */
    this.known = [];
    this.text = '';
    this.isChangedOnly = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#learn();
  }

  async #learn() {
    if (this.known.length > 0) return;
    try {
      this.known = await listRules();
    } catch {
      // Whoever opens files sees the reason.
    }
  }

  /** @override */
  render() {
    const { texts: t } = this;
    if (!t) return nothing;
    const words = t.thresholds;
    const count = countOf(this.rules);
    return html`<section class="panel" aria-label=${words.heading}>
      <header>
        <h2>${words.heading}</h2>
        <span class="label" role="status">
          ${this.busy ? t.loadingRun : count === 0 ? words.allDefault : words.changed(count)}
        </span>
        <span class="space"></span>
        <button ?disabled=${count === 0} @click=${() => this.tell('rules-changed', {})}>
          ${words.resetAll}
        </button>
        <cs-settings-file
          .texts=${t}
          .name=${FILE_NAME}
          .settings=${{ rules: this.rules, best: this.best }}
        ></cs-settings-file>
        <button class="plain" @click=${() => this.tell('panel-closed')}>${words.close}</button>
      </header>
      ${this.#best(t)}
      ${this.refusal === '' ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
      <div class="filters">
        <input
          type="search"
          aria-label=${words.filter}
          placeholder=${words.filter}
          .value=${live(this.text)}
          @input=${(/** @type {InputEvent} */ { target }) => {
            if (target instanceof HTMLInputElement) this.text = target.value;
          }}
        />
        <label>
          <input
            type="checkbox"
            .checked=${live(this.isChangedOnly)}
            @change=${() => (this.isChangedOnly = !this.isChangedOnly)}
          />
          ${words.changedOnly}
        </label>
      </div>
      ${this.#table(t)}
    </section>`;
  }

  /** @param {Texts} t */
  #best(t) {
    if (this.best.length === 0) return nothing;
    const list = this.best.map(
      ({ name, direction }) => `${name} ${t.directions[direction ?? 'unknown']}`,
    );
    return html`<p class="best quiet">${t.thresholds.best(list.join(t.comma))}</p>`;
  }

  /** @param {Texts} t */
  #table(t) {
    const words = t.thresholds;
    const shown = this.known.filter((rule) =>
      rule.thresholds.some((each) => this.#isShown(rule, each, t)),
    );
    if (shown.length === 0) return html`<p class="none quiet">${words.noneMatch}</p>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${words.heading}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.name}</th>
            <th scope="col">${words.meaning}</th>
            <th scope="col" class="number">${words.value}</th>
            <th scope="col">${words.unit}</th>
            <th scope="col" class="number">${words.byDefault}</th>
            <th scope="col"><span class="spoken">${words.reset}</span></th>
          </tr>
        </thead>
        ${shown.map(
          (rule) =>
            html`<tbody>
              <tr>
                <th scope="rowgroup" colspan="6" class="rule">
                  ${rule.id}
                  <span class="quiet">${formatMessage(rule.sentence, t.language)}</span>
                  <span class="label">${words.version(rule.version)} · ${rule.source}</span>
                </th>
              </tr>
              ${rule.thresholds
                .filter((each) => this.#isShown(rule, each, t))
                .map((each) => this.#row(t, rule, each))}
            </tbody>`,
        )}
      </table>
    </div>`;
  }

  /** @param {RuleInfo} rule @param {ThresholdInfo} threshold @param {Texts} t */
  #isShown(rule, threshold, t) {
    const { name } = threshold;
    if (this.isChangedOnly && this.rules[rule.id]?.[name] === undefined) return false;
    const sentence = formatMessage(rule.sentence, t.language);
    const said = `${rule.id} ${name} ${meaningOf(threshold, t)} ${sentence}`.toLowerCase();
    return said.includes(this.text.trim().toLowerCase());
  }

  /** @param {Texts} t @param {RuleInfo} rule @param {ThresholdInfo} threshold */
  #row(t, rule, threshold) {
    const { name, value, least, greatest, unit, source } = threshold;
    const own = this.rules[rule.id]?.[name];
    const words = t.thresholds;
    const range = words.range(String(least), String(greatest));
    return html`<tr class=${own === undefined ? '' : 'changed'}>
      <th scope="row" class="mono">${name}</th>
      <td class="meaning" title=${source}>${meaningOf(threshold, t)}</td>
      <td class="number">
        <input
          type="number"
          step="any"
          min=${least}
          max=${greatest}
          title=${range}
          aria-label=${`${rule.id} ${name}, ${range}`}
          .value=${live(String(own ?? value))}
          @change=${(/** @type {Event} */ event) => this.#onValue(event, rule.id, name, value)}
        />
      </td>
      <td class="unit quiet">${words.units[unit] ?? unit}</td>
      <td class="default number quiet">
        ${Number.isInteger(value) ? formatInteger(value) : String(value)}
      </td>
      <td>
        ${
          own === undefined
            ? nothing
            : html`<button
                class="plain"
                aria-label=${`${words.reset} ${name}`}
                @click=${() => this.#set(rule.id, name, undefined)}
              >
                ${words.reset}
              </button>`
        }
      </td>
    </tr>`;
  }

  /** @param {Event} event @param {string} rule @param {string} name @param {number} byDefault */
  #onValue({ target }, rule, name, byDefault) {
    if (!(target instanceof HTMLInputElement) || target.value === '') return;
    if (!target.reportValidity()) return;
    const value = Number(target.value);
    this.#set(rule, name, value === byDefault ? undefined : value);
  }

  /** @param {string} rule @param {string} name @param {number | undefined} value undefined: the default again */
  #set(rule, name, value) {
    const { [name]: _, ...rest } = this.rules[rule] ?? {};
    const own = value === undefined ? rest : { ...rest, [name]: value };
    const { [rule]: __, ...others } = this.rules;
    this.tell('rules-changed', Object.keys(own).length === 0 ? others : { ...others, [rule]: own });
  }
}

/** @param {ThresholdInfo} threshold @param {Texts} t */
function meaningOf({ meaning, zh }, t) {
  return t.language.startsWith('zh') ? zh.meaning : meaning;
}

/** How many numbers are set; a file that is still being checked may hold anything. @param {RuleOverrides} rules */
function countOf(rules) {
  return Object.values(rules).reduce((sum, own) => sum + Object.keys(own ?? {}).length, 0);
}

define('cs-thresholds', Thresholds);

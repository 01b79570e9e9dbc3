/**
 * The answer: what to keep, why, how sure, what next, and what "best" means here. Evidence is linked
 * to its range on the curves, the recommended checkpoint to its row and its tick.
 */
import { css, html, nothing } from 'lit';

import './best-choice.js';
import { formatMessage, formatValue } from '../api/index.js';
import { define } from './define.js';
import { checkpointPlace, exactNumber, placeOnAxis } from './format.js';
import { diamond, markStyles, severityMark } from './marks.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Finding, Recommended, Run } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

const EQUIVALENTS_SHOWN = 6;

/**
 * @fires finding-hovered detail: number | null, index of a finding
 * @fires finding-chosen detail: number, index of a finding
 * @fires checkpoint-lit detail: LitCheckpoint
 * @fires checkpoint-left detail: index of the checkpoint that the pointer has left
 * @fires best-chosen detail: { metric, direction }, from the control inside
 */
export class VerdictCard extends Part {
  /** @override */
  static properties = {
    finding: { attribute: false },
    busy: { attribute: false },
    copied: { state: true },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        padding: 16px;
      }
      .head {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 12px;
        align-items: start;
      }
      .head .severity {
        width: 16px;
        height: 16px;
        margin-top: 6px;
      }
      .headline {
        font-size: var(--cs-headline);
        font-weight: 600;
        line-height: 28px;
        overflow-wrap: anywhere;
        text-wrap: pretty;
      }
      .sure {
        grid-column: 2;
      }
      .action {
        max-width: 80ch;
        overflow-wrap: anywhere;
      }
      .evidence {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .evidence li {
        max-width: 100%;
      }
      .chip {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px;
        align-items: start;
        max-width: 56ch;
        padding: 5px 10px;
        border-color: var(--cs-line);
        text-align: start;
        overflow-wrap: anywhere;
      }
      .chip .severity {
        margin-top: 4px;
      }
      .chip:hover,
      .chip[aria-pressed='true'] {
        border-color: var(--cs-accent);
        background: var(--cs-accent-soft);
      }
      .keep {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        padding: 8px 12px;
        border: 1px solid var(--cs-line);
        border-radius: var(--cs-radius);
        background: var(--cs-page);
      }
      .keep .what {
        display: flex;
        gap: 8px;
        align-items: center;
        font-weight: 600;
      }
      .copies {
        display: flex;
        flex: 1 1 320px;
        flex-wrap: wrap;
        gap: 4px 16px;
        min-width: 0;
      }
      .copyable {
        display: flex;
        gap: 8px;
        align-items: center;
        min-width: 0;
        max-width: 100%;
      }
      .copyable .mono {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .copyable button {
        flex: none;
      }
      .foot {
        display: grid;
        gap: 4px;
      }
      cs-best-choice {
        padding-top: 12px;
        border-top: 1px solid var(--cs-line);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {number | null} the lit finding */
    this.finding = null;
    this.busy = false;
    /** @type {string} what the last copy said, for the live region */
    this.copied = '';
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const { verdict } = run;
    return html`<section class="panel" aria-label=${t.verdictHeading}>
      <div class="head">
        ${severityMark(verdict.severity, t.severities[verdict.severity])}
        <h2 class="headline">${formatMessage(verdict.headline, t.language)}</h2>
        <p class="sure quiet">${t.confidences[verdict.confidence]}</p>
      </div>
      ${
        verdict.action
          ? html`<p class="action">
              <b>${t.nextStep}</b> ${formatMessage(verdict.action, t.language)}
            </p>`
          : nothing
      }
      ${
        verdict.evidence.length > 0
          ? html`<ul class="evidence" aria-label=${t.evidence}>
              ${verdict.evidence.map((index) => this.#chip(t, run, index))}
            </ul>`
          : nothing
      }
      ${verdict.recommended ? this.#recommended(t, run, verdict.recommended) : nothing}
      <cs-best-choice .texts=${t} .run=${run} .busy=${this.busy}></cs-best-choice>
      <span class="spoken" role="status">${this.copied}</span>
    </section>`;
  }

  /** @param {Texts} t @param {Run} run @param {number} index */
  #chip(t, run, index) {
    /** @type {Finding | undefined} */
    const finding = run.findings[index];
    if (!finding) return nothing;
    return html`<li>
      <button
        class="chip"
        title=${t.showOnChart}
        aria-pressed=${this.finding === index ? 'true' : 'false'}
        @click=${() => this.tell('finding-chosen', index)}
        @pointerenter=${() => this.tell('finding-hovered', index)}
        @pointerleave=${() => this.tell('finding-hovered', null)}
      >
        ${severityMark(finding.severity, t.severities[finding.severity])}
        <span>${formatMessage(finding.message, t.language)}</span>
      </button>
    </li>`;
  }

  /** @param {Texts} t @param {Run} run @param {Recommended} recommended */
  #recommended(t, run, recommended) {
    const { id, model, path, equivalent, betterUnsaved, amongSaved } = recommended;
    const where = checkpointPlace(recommended, run.x, t);
    const shown = equivalent.slice(0, EQUIVALENTS_SHOWN);
    const names = shown.map((one) => checkpointPlace(one, run.x, t));
    const unnamed = equivalent.length - names.length;
    if (unnamed > 0) names.push(t.andMore(unnamed));
    return html`<div
        class="keep"
        @pointerenter=${() => this.tell('checkpoint-lit', { index: recommended.index, x: recommended.x })}
        @pointerleave=${() => this.tell('checkpoint-left', recommended.index)}
      >
        <span class="what">${diamond()} ${t.keep} ${where}</span>
        <span class="quiet" title=${exactNumber(recommended.value)}>
          ${run.primary?.name ?? ''} ${formatValue(recommended.value)}
        </span>
        <span class="copies">
          ${this.#copyable(t, t.copyId, id)} ${this.#copyable(t, t.copyModel, model)}
          ${this.#copyable(t, t.copyPath, path)}
        </span>
      </div>
      <div class="foot quiet">
        <p>${equivalent.length > 0 ? t.equivalents(names.join(t.comma)) : t.noEquivalents}</p>
        ${
          betterUnsaved
            ? html`<p>
                ${t.betterUnsaved(
                  placeOnAxis(betterUnsaved.step, run.x, t),
                  formatValue(betterUnsaved.value),
                )}
              </p>`
            : nothing
        }
        ${amongSaved ? nothing : html`<p>${t.savedUnknown}</p>`}
      </div>`;
  }

  /** @param {Texts} t @param {string} what @param {string} value */
  #copyable(t, what, value) {
    if (value === '') return nothing;
    return html`<span class="copyable">
      <span class="mono" title=${value}>${value}</span>
      <button
        class="control"
        aria-label=${t.copyLabel(what, value)}
        @click=${() => this.#copy(t, value)}
      >
        ${t.copy}
      </button>
    </span>`;
  }

  /** @param {Texts} t @param {string} value */
  async #copy(t, value) {
    try {
      await navigator.clipboard.writeText(value);
      this.copied = `${t.copied}: ${value}`;
    } catch {
      this.copied = t.copyFailed;
    }
  }
}

define('cs-verdict-card', VerdictCard);

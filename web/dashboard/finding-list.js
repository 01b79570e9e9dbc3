/** Every finding of a run as a numbered sentence; the number also stands at its range on the curves. */
import { css, html, nothing } from 'lit';

import { formatMessage } from '../api/index.js';
import { define } from './define.js';
import { placeOnAxis } from './format.js';
import { markStyles, severityMark } from './marks.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Finding, Run } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

/** @fires finding-hovered detail: number | null @fires finding-chosen detail: number */
export class FindingList extends Part {
  /** @override */
  static properties = {
    finding: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      ol {
        display: grid;
        gap: 4px;
        margin-top: 8px;
      }
      li {
        display: grid;
        grid-template-columns: auto auto 1fr;
        gap: 0 8px;
        align-items: start;
        margin-inline: -8px;
        padding: 6px 8px;
        border-radius: var(--cs-radius);
        overflow-wrap: anywhere;
      }
      li.lit {
        background: var(--cs-accent-soft);
      }
      .severity {
        margin-top: 4px;
      }
      .number {
        color: var(--cs-quiet);
      }
      .action {
        color: var(--cs-quiet);
      }
      button {
        min-height: 24px;
        padding: 0;
        text-align: start;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {number | null} */
    this.finding = null;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    return html`<h2>${t.findingsHeading}</h2>
      ${
        run.findings.length === 0
          ? html`<p class="quiet">${t.noFindings}</p>`
          : html`<ol>
              ${run.findings.map((finding, index) => this.#item(t, run, finding, index))}
            </ol>`
      }`;
  }

  /** @param {Texts} t @param {Run} run @param {Finding} finding @param {number} index */
  #item(t, run, finding, index) {
    const { fromStep, toStep } = finding;
    const from = placeOnAxis(fromStep, run.x, t);
    const range =
      toStep === null || toStep === fromStep ? from : `${from} – ${placeOnAxis(toStep, run.x, t)}`;
    return html`<li
      class=${this.finding === index ? 'lit' : ''}
      @pointerenter=${() => this.tell('finding-hovered', index)}
      @pointerleave=${() => this.tell('finding-hovered', null)}
    >
      <span class="number">${index + 1}</span>
      ${severityMark(finding.severity, t.severities[finding.severity])}
      <div>
        <p>${formatMessage(finding.message, t.language)}</p>
        ${finding.action ? html`<p class="action">${formatMessage(finding.action, t.language)}</p>` : nothing}
        <p class="label">
          ${t.confidences[finding.confidence]}
          ${
            fromStep === null
              ? nothing
              : html`·
                  <button
                    class="plain label"
                    aria-label=${`${t.showOnChart}: ${range}`}
                    @click=${() => this.tell('finding-chosen', index)}
                  >
                    ${range}
                  </button>`
          }
        </p>
      </div>
    </li>`;
  }
}

define('cs-finding-list', FindingList);

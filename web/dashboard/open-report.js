/**
 * What became of the files that were opened last: which runs they hold, which were not read and why,
 * and which were passed over by their name.
 */
import { LitElement, css, html, nothing } from 'lit';

import { formatBytes, formatDuration, formatInteger } from '../api/index.js';
import { define } from './define.js';
import { countsByEnding } from './intake.js';
import './rejected-list.js';
import { tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { Report } from './state.js' */
/** @import { Texts } from './texts.js' */

const NAMES_SHOWN = 200;

/** @fires report-dismissed */
export class OpenReport extends LitElement {
  /** @override */
  static properties = { texts: { attribute: false }, report: { attribute: false } };

  /** @override */
  static styles = [
    common,
    tableStyles,
    css`
      section {
        gap: 0;
        padding: 0;
      }
      header {
        min-height: 40px;
        padding-block: 6px;
        padding-inline-end: 8px;
      }
      header p {
        flex: 1;
        min-width: 0;
      }
      details {
        border-top: 1px solid var(--cs-line);
      }
      summary {
        padding: 8px 16px;
        cursor: pointer;
      }
      summary:hover {
        background: var(--cs-raised);
      }
      .scroll {
        max-height: 320px;
      }
      tbody th,
      tbody td {
        max-width: 60ch;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .names {
        max-height: 240px;
        padding: 0 16px 12px;
        overflow: auto;
        overflow-wrap: anywhere;
      }
      cs-rejected-list {
        padding: 0 16px 16px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {Report | undefined} */
    this.report = undefined;
  }

  /** @override */
  render() {
    const { texts: t, report } = this;
    if (!t || !report) return nothing;
    const words = t.report;
    const { recognised, rejected, passedOver, bytes, rows, seconds } = report;
    const fileCount = new Set(recognised.map(({ source }) => source)).size;
    const pace = words.pace(
      formatBytes(bytes),
      formatInteger(rows),
      formatDuration(seconds, t.language),
      formatBytes(bytes / seconds),
      formatInteger(Math.round(rows / seconds)),
    );
    return html`<section class="panel" aria-label=${words.heading}>
      <header>
        <p>
          <b>${words.summary(fileCount, rejected.length, passedOver.length)}</b>
          <span class="label">${seconds > 0 ? pace : ''}</span>
        </p>
        <button
          class="plain"
          @click=${() => this.dispatchEvent(new CustomEvent('report-dismissed'))}
        >
          ${t.dismiss}
        </button>
      </header>
      ${this.#recognised(t, recognised, fileCount)}
      ${
        rejected.length > 0
          ? html`<details>
              <summary>${words.rejected(formatInteger(rejected.length))}</summary>
              <cs-rejected-list
                .texts=${t}
                .rejected=${rejected}
                .isPart=${true}
              ></cs-rejected-list>
            </details>`
          : nothing
      }
      ${this.#passedOver(t, passedOver)}
    </section>`;
  }

  /** @param {Texts} t @param {Report['recognised']} recognised one for each run of a file @param {number} fileCount */
  #recognised(t, recognised, fileCount) {
    const words = t.report;
    if (recognised.length === 0) return nothing;
    return html`<details>
      <summary>${words.recognised(formatInteger(fileCount))}</summary>
      <div class="scroll" tabindex="0" role="group" aria-label=${words.heading}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.file}</th>
              <th scope="col">${words.run}</th>
              <th scope="col">${t.factFormat}</th>
              <th scope="col" class="number">${words.rows}</th>
            </tr>
          </thead>
          <tbody>
            ${recognised.map(
              ({ source, run, format, rows }) =>
                html`<tr>
                  <th scope="row" title=${source}>${source}</th>
                  <td>${run}</td>
                  <td class="quiet" lang="en">${format}</td>
                  <td class="number">${formatInteger(rows)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  /** @param {Texts} t @param {readonly string[]} names */
  #passedOver(t, names) {
    if (names.length === 0) return nothing;
    const endings = countsByEnding(names).map(
      ([ending, count]) =>
        `${formatInteger(count)} ${ending === '' ? t.report.noEnding : `.${ending}`}`,
    );
    const rest = names.length - NAMES_SHOWN;
    return html`<details>
      <summary>
        ${t.report.passedOver(formatInteger(names.length))}
        <span class="quiet">· ${endings.slice(0, 6).join(t.comma)}</span>
      </summary>
      <div class="names quiet" tabindex="0" role="group" aria-label=${t.report.heading}>
        ${names.slice(0, NAMES_SHOWN).map((name) => html`<p>${name}</p>`)}
        ${rest > 0 ? html`<p>${t.andMore(rest)}</p>` : nothing}
      </div>
    </details>`;
  }
}

define('cs-open-report', OpenReport);

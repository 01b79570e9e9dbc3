/** What stands on the page before anything is open: one sentence, a button, samples, and a promise. */
import { LitElement, css, html, nothing } from 'lit';

import { formatMessage, listFormats } from '../api/index.js';
import { define } from './define.js';
import { canWalkFolders } from './intake.js';
import { markStyles, severityMark, sparkline } from './marks.js';
import { common } from './tokens.js';

/** @import { FormatInfo, Message, Severity } from '../api/types.js' */
/** @import { Texts } from './texts.js' */
/** @import { Sample } from './checkpoint-scope.js' */

/**
 * What a sample card shows once the samples were read in the background.
 * @typedef {{ readonly spark: readonly number[], readonly severity: Severity, readonly headline: Message }} Preview
 */

/**
 * @fires choose-files
 * @fires choose-folder
 * @fires open-sample detail: Sample
 */
export class EmptyPage extends LitElement {
  /** @override */
  static properties = {
    texts: { attribute: false },
    samples: { attribute: false },
    canChooseFolder: { attribute: false },
    previews: { attribute: false },
    awaited: { attribute: false },
    formats: { state: true },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      .page {
        display: grid;
        gap: 40px;
        max-width: 1120px;
        margin: 0 auto;
        padding: clamp(16px, 8vh, 96px) 16px 32px;
      }
      .target {
        display: grid;
        gap: 16px;
        justify-items: center;
        padding: 48px 16px;
        border: 1px dashed var(--cs-edge);
        border-radius: var(--cs-radius);
        text-align: center;
      }
      .lead {
        max-width: 34em;
        font-size: var(--cs-headline);
        font-weight: 600;
        line-height: 28px;
        text-wrap: balance;
      }
      .awaited {
        max-width: 60ch;
        padding: 8px 16px;
        border-inline-start: 3px solid var(--cs-accent);
        background: var(--cs-accent-soft);
        overflow-wrap: anywhere;
        text-wrap: balance;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: center;
      }
      .samples {
        display: grid;
        gap: 12px;
      }
      .samples h2 {
        color: var(--cs-quiet);
        font-weight: 400;
        text-align: center;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(190px, 1fr));
        gap: 12px;
      }
      .card {
        display: grid;
        grid-template-rows: auto 40px 1fr;
        gap: 8px;
        width: 100%;
        height: 100%;
        padding: 12px;
        border-color: var(--cs-line);
        text-align: start;
      }
      .card:hover {
        border-color: var(--cs-accent);
        background: var(--cs-panel);
      }
      .card .name {
        font-weight: 600;
      }
      .card .sparkline {
        width: 100%;
      }
      .formats {
        max-width: 100%;
        justify-self: center;
      }
      .formats summary {
        padding: 4px;
        color: var(--cs-accent);
        text-align: center;
        cursor: pointer;
      }
      .formats dl {
        display: grid;
        grid-template-columns: minmax(0, auto) minmax(0, 1fr);
        gap: 4px 24px;
        padding: 12px 0;
      }
      .formats dd {
        margin: 0;
        color: var(--cs-quiet);
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        .formats dl {
          grid-template-columns: minmax(0, 1fr);
        }
        .formats dd {
          margin-bottom: 8px;
        }
      }
      .verdict {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px;
        align-items: start;
        min-height: 40px;
      }
      .verdict .severity {
        margin-top: 4px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Texts | undefined} */
    this.texts = undefined;
    /** @type {readonly Sample[]} */
    this.samples = [];
    this.canChooseFolder = false;
    /** @type {ReadonlyMap<string, Preview>} by name of the sample */
    this.previews = new Map();
    /** Name of the run that a link waits for, '' without one. */
    this.awaited = '';
    /** @type {readonly FormatInfo[]} once somebody wants to see them */
    this.formats = [];
  }

  /** @override */
  render() {
    const t = this.texts;
    if (!t) return nothing;
    return html`<div class="page">
      <section class="target">
        <p class="lead">${t.emptyHeadline}</p>
        ${
          this.awaited === '' ? nothing : html`<p class="awaited">${t.linkAwaits(this.awaited)}</p>`
        }
        <div class="ways">
          <button class="primary" @click=${() => this.#tell('choose-files')}>
            ${t.chooseFiles}
          </button>
          ${
            this.canChooseFolder
              ? html`<button @click=${() => this.#tell('choose-folder')}>${t.chooseFolder}</button>`
              : nothing
          }
        </div>
        <p class="quiet">${canWalkFolders() ? t.emptyHint : t.emptyHintFiles}</p>
        <p class="quiet">${t.privacy}</p>
      </section>
      ${
        this.samples.length > 0
          ? html`<section class="samples">
              <h2>${t.samplesHeading}</h2>
              <ul class="cards">
                ${this.samples.map((sample) => html`<li>${this.#card(t, sample)}</li>`)}
              </ul>
            </section>`
          : nothing
      }
      <details class="formats" @toggle=${this.#onFormats}>
        <summary>${t.formatsHeading}</summary>
        <dl lang="en">
          ${this.formats.map(
            ({ title, where }) =>
              html`<dt>${title}</dt>
                <dd>${where}</dd>`,
          )}
        </dl>
      </details>
    </div>`;
  }

  /** @param {Event} event */
  async #onFormats({ target }) {
    if (!(target instanceof HTMLDetailsElement) || !target.open || this.formats.length > 0) return;
    try {
      const formats = await listFormats();
      this.formats = formats.toSorted((a, b) => a.title.localeCompare(b.title));
    } catch {
      target.open = false; // Whoever opens files sees the reason.
    }
  }

  /** @param {Texts} t @param {Sample} sample */
  #card(t, sample) {
    const preview = this.previews.get(sample.name);
    return html`<button class="card" @click=${() => this.#tell('open-sample', sample)}>
      <span class="name">${titleOf(sample, t)}</span>
      <span>${preview ? sparkline(preview.spark, 160, 40) : nothing}</span>
      <span class="verdict">
        ${
          preview
            ? html`${severityMark(preview.severity, t.severities[preview.severity])}
                <span>${formatMessage(preview.headline, t.language)}</span>`
            : html`<span class="quiet">${t.sampleUnread}</span>`
        }
      </span>
    </button>`;
  }

  /** @param {string} type @param {unknown} [detail] */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The title of a sample in the language of the words. @param {Sample} sample @param {Texts} t */
export function titleOf({ title, titles }, t) {
  return titles?.[t.language] ?? title;
}

define('cs-empty-page', EmptyPage);

/**
 * One run: the verdict, what was left out, the curves, the checkpoints, what could have been done
 * otherwise, the metrics, the details.
 */
import { css, html, nothing } from 'lit';

import { formatMessage } from '../api/index.js';
import './chart-group.js';
import './checkpoint-table.js';
import { define } from './define.js';
import './fact-list.js';
import './finding-list.js';
import { markStyles, severityMark } from './marks.js';
import './metric-table.js';
import './note-list.js';
import { Part } from './part.js';
import './stopping-panel.js';
import { common } from './tokens.js';
import './verdict-card.js';

/** @import { TemplateResult } from 'lit' */
/** @import { Run } from '../api/types.js' */
/** @import { ChartGroup } from './chart-group.js' */
/** @import { CheckpointTable } from './checkpoint-table.js' */
/** @import { ChartSettings, LitCheckpoint, Range, TableSettings } from './state.js' */
/** @import { Texts } from './texts.js' */

/** What a run is shown as, each a part that a page can style, or hide by its name. */
export const runParts = /** @type {const} */ ([
  'verdict',
  'charts',
  'checkpoints',
  'stopping',
  'metrics',
  'findings',
  'notes',
  'facts',
]);

/** @type {ReadonlySet<string>} */
const none = new Set();

/** Events of the parts pass through: finding-hovered, finding-chosen, checkpoint-lit, checkpoint-left, zoomed, best-chosen, table-changed. */
export class RunView extends Part {
  /** @override */
  static properties = {
    zoom: { attribute: false },
    finding: { attribute: false },
    checkpoint: { attribute: false },
    scheme: { attribute: false },
    charts: { attribute: false },
    table: { attribute: false },
    printing: { attribute: false },
    busy: { attribute: false },
    without: { attribute: false },
  };

  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        align-items: baseline;
        padding: 0 4px;
      }
      .panels {
        margin-inline-start: auto;
      }
      .title h2 {
        overflow-wrap: anywhere;
      }
      .partial {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 8px;
        align-items: start;
        padding: 8px 16px;
        border: 1px solid var(--cs-warning);
        border-radius: var(--cs-radius);
        background: var(--cs-panel);
        overflow-wrap: anywhere;
      }
      .partial .severity {
        margin-top: 4px;
      }
      .details {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: 12px;
        align-items: start;
      }
      @media print {
        .details {
          display: block;
        }
        .details > * {
          margin-bottom: 12px;
        }
      }
      .details > * {
        min-width: 0;
        padding: 12px 16px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Range | null} */
    this.zoom = null;
    /** @type {number | null} */
    this.finding = null;
    /** @type {LitCheckpoint | null} */
    this.checkpoint = null;
    /** @type {'light' | 'dark'} */
    this.scheme = 'light';
    /** @type {ChartSettings | undefined} */
    this.charts = undefined;
    /** @type {TableSettings | undefined} */
    this.table = undefined;
    this.busy = false;
    /** Names of parts that are not shown. */
    this.without = none;
    this.printing = false;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const parts = this.#parts(t, run);
    const shown = (/** @type {typeof runParts[number]} */ name) =>
      this.without.has(name) ? nothing : parts[name];
    const details = [shown('findings'), shown('notes'), shown('facts')];
    return html`<div class="title">
        <h2>${run.name}</h2>
        <span class="quiet" lang="en">${run.formatTitle}</span>
        <span class="panels control">
          <button class="plain" @click=${() => this.tell('panel-chosen', 'mapping')}>
            ${t.mapping.heading}
          </button>
          <button class="plain" @click=${() => this.tell('panel-chosen', 'rules')}>
            ${t.thresholds.heading}
          </button>
        </span>
      </div>
      ${shown('verdict')} ${this.#partial(t, run)} ${shown('charts')} ${shown('checkpoints')}
      ${shown('stopping')} ${shown('metrics')}
      ${details.some((part) => part !== nothing) ? html`<div class="details">${details}</div>` : nothing}`;
  }

  /**
   * @param {Texts} t
   * @param {Run} run
   * @returns {Record<typeof runParts[number], TemplateResult>}
   */
  #parts(t, run) {
    return {
      verdict: html`<cs-verdict-card
        part="verdict"
        .texts=${t}
        .run=${run}
        .finding=${this.finding}
        .busy=${this.busy}
      ></cs-verdict-card>`,
      charts: html`<cs-chart-group
        part="charts"
        .texts=${t}
        .run=${run}
        .zoom=${this.zoom}
        .finding=${this.finding}
        .checkpoint=${this.checkpoint}
        .scheme=${this.scheme}
        .settings=${this.charts}
        .printing=${this.printing}
        @checkpoint-picked=${this.#onPicked}
      ></cs-chart-group>`,
      checkpoints: html`<cs-checkpoint-table
        part="checkpoints"
        .texts=${t}
        .run=${run}
        .checkpoint=${this.checkpoint}
        .settings=${this.table}
        .printing=${this.printing}
      ></cs-checkpoint-table>`,
      stopping: html`<cs-stopping-panel
        part="stopping"
        .texts=${t}
        .run=${run}
        .printing=${this.printing}
        @checkpoint-picked=${this.#onPicked}
      ></cs-stopping-panel>`,
      metrics: html`<cs-metric-table
        part="metrics"
        .texts=${t}
        .run=${run}
        .printing=${this.printing}
      ></cs-metric-table>`,
      findings: html`<cs-finding-list
        part="findings"
        class="panel"
        .texts=${t}
        .run=${run}
        .finding=${this.finding}
      ></cs-finding-list>`,
      notes: html`<cs-note-list part="notes" class="panel" .texts=${t} .run=${run}></cs-note-list>`,
      facts: html`<cs-fact-list part="facts" class="panel" .texts=${t} .run=${run}></cs-fact-list>`,
    };
  }

  /** Leads to where a finding stands on the charts. @param {number} index */
  showFinding(index) {
    const charts = /** @type {ChartGroup | null} */ (
      this.renderRoot.querySelector('cs-chart-group')
    );
    void charts?.showFinding(index);
  }

  /** Leads the keyboard to the filter of the table. */
  focusFilter() {
    const table = /** @type {CheckpointTable | null} */ (
      this.renderRoot.querySelector('cs-checkpoint-table')
    );
    table?.focusFilter();
  }

  /** A press on a checkpoint's tick, or on its name, leads to its row. @param {CustomEvent<LitCheckpoint>} event */
  #onPicked({ detail: { x } }) {
    const table = /** @type {CheckpointTable | null} */ (
      this.renderRoot.querySelector('cs-checkpoint-table')
    );
    if (x !== null) void table?.showCheckpoint(x);
  }

  /** What of the file is missing, right below the verdict that had to do without it. @param {Texts} t @param {Run} run */
  #partial(t, run) {
    const lost = run.notes.filter((note) => note.severity === 'data_loss');
    if (lost.length === 0) return nothing;
    return html`<div class="partial" role="note">
      ${severityMark('warning', t.grades.data_loss)}
      <div>
        <p><b>${t.partial}</b></p>
        ${lost.map(
          (note) =>
            html`<p>
              ${formatMessage(note.message, t.language)}
              <span class="quiet">
                ${note.source}${
                  note.line === null || note.column === null
                    ? nothing
                    : `, ${t.place(note.line, note.column)}`
                }
              </span>
            </p>`,
        )}
      </div>
    </div>`;
  }
}

define('cs-run-view', RunView);

/** What the file states about the run besides its curves. */
import { css, html, nothing } from 'lit';

import { formatInteger } from '../api/index.js';
import { define } from './define.js';
import { Part } from './part.js';
import { common } from './tokens.js';

const FACTS_SHOWN = 12;

export class FactList extends Part {
  /** @override */
  static properties = {
    isOpen: { state: true },
  };

  /** @override */
  static styles = [
    common,
    css`
      dl {
        display: grid;
        grid-template-columns: fit-content(45%) minmax(0, 1fr);
        gap: 4px 16px;
        margin-top: 8px;
      }
      dt {
        color: var(--cs-quiet);
        overflow-wrap: anywhere;
      }
      dd {
        overflow-wrap: anywhere;
      }
      button {
        margin: 4px -10px 0;
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
  }

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    const facts = Object.entries(run.facts);
    const shown = this.isOpen ? facts : facts.slice(0, FACTS_SHOWN);
    return html`<h2>${t.factsHeading}</h2>
      <dl>
        <dt>${t.factFormat}</dt>
        <dd lang="en">${run.formatTitle}</dd>
        <dt>${t.factSources}</dt>
        <dd>${run.sources.join(', ')}</dd>
        <dt>${t.factRows}</dt>
        <dd>${formatInteger(run.recordCount)}</dd>
        ${shown.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${String(value)}</dd>`,
        )}
      </dl>
      ${
        facts.length > shown.length
          ? html`<button class="plain control" @click=${() => (this.isOpen = true)}>
              ${t.showAll(facts.length)}
            </button>`
          : nothing
      }`;
  }
}

define('cs-fact-list', FactList);

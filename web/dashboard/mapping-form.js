/**
 * Where step, epoch, time and metrics stand in a file that says too little by itself, told by the person:
 * with effect at once, remembered for files of the same shape, and as a file that the command line takes
 * as well.
 */
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

import { define } from './define.js';
import { Part } from './part.js';
import './settings-file.js';
import { stackedStyles, tableStyles } from './table-styles.js';
import { common } from './tokens.js';

/** @import { PropertyValues } from 'lit' */
/** @import { MappedMetric, Mapping } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

const FILE_NAME = 'ckptscope-map.json';
const PLACES = /** @type {const} */ (['step', 'epoch', 'time', 'records']);
const DIRECTIONS = /** @type {const} */ (['', 'lower', 'higher']);
const ROLES = /** @type {const} */ (['', 'train', 'valid', 'test']);

/** What is said of a metric; undefined: it is left out. @typedef {Required<MappedMetric> | undefined} Said */

/**
 * @fires map-changed detail: Mapping | null; null reads the file as it says itself
 * @fires read-asked when there is no run yet, and the mapping is complete
 * @fires panel-closed
 */
export class MappingForm extends Part {
  /** @override */
  static properties = {
    map: { attribute: false },
    source: { attribute: false },
    refusal: { attribute: false },
    busy: { attribute: false },
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
      .places {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
        gap: 8px 16px;
        padding: 0 16px;
      }
      .places label {
        display: grid;
        gap: 2px;
      }
      .hint,
      .refusal {
        max-width: 100ch;
        padding: 0 16px;
      }
      .refusal {
        color: var(--cs-critical);
      }
      .scroll {
        max-height: min(400px, 50vh);
      }
      .more {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
        padding: 0 16px 12px;
      }
      .more label {
        display: grid;
        gap: 2px;
      }
      td input[type='checkbox'] {
        width: 16px;
        height: 16px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Mapping | null} */
    this.map = null;
    /** The file in which nothing was found, when there is no run yet; its fields have to be named. */
    this.source = '';
    /** Why the last change was not taken; '' when it was. */
    this.refusal = '';
    this.busy = false;
    /** Names that can be metrics: those of the run, also before it was mapped. @type {Set<string>} */
    this.names = new Set();
    this.sources = '';
  }

  /** @param {PropertyValues<this>} changed @override */
  willUpdate(changed) {
    if (!changed.has('run') && !changed.has('source') && !changed.has('map')) return;
    const sources = this.run?.sources.join('\n') ?? this.source;
    if (sources !== this.sources) this.names = new Set();
    this.sources = sources;
    for (const { name } of this.run?.metrics ?? []) this.names.add(name);
    for (const name of Object.keys(this.map?.metrics ?? {})) this.names.add(name);
  }

  /** @override */
  render() {
    const { texts: t, run, source } = this;
    if (!t || (!run && source === '')) return nothing;
    const words = t.mapping;
    return html`<section class="panel" aria-label=${words.heading}>
      <header>
        <h2>${words.heading}</h2>
        ${run ? nothing : html`<span class="mono">${source}</span>`}
        <span class="label" role="status">
          ${this.busy ? t.loadingRun : run && this.map ? words.remembered : ''}
        </span>
        <span class="space"></span>
        <button ?disabled=${!this.map} @click=${() => this.tell('map-changed', null)}>
          ${words.reset}
        </button>
        <cs-settings-file
          .texts=${t}
          .name=${FILE_NAME}
          .settings=${this.map}
          @settings-loaded=${this.#onLoaded}
        ></cs-settings-file>
        <button class="plain" @click=${() => this.tell('panel-closed')}>${words.close}</button>
      </header>
      <p class="hint quiet">${words.hint}</p>
      ${this.refusal === '' ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
      <div class="places">
        ${PLACES.map(
          (place) =>
            html`<label>
              <span class="label">${words.places[place]}</span>
              <input
                type="text"
                list="names"
                autocomplete="off"
                spellcheck="false"
                placeholder=${words.notNamed}
                .value=${live(this.map?.[place] ?? '')}
                @change=${(/** @type {Event} */ event) => this.#onPlace(event, place)}
              />
            </label>`,
        )}
        <datalist id="names">
          ${[...this.names].map((name) => html`<option value=${name}></option>`)}
        </datalist>
      </div>
      ${this.names.size > 0 ? this.#metrics(t) : nothing}
      <form class="more" @submit=${this.#onMore}>
        <label>
          <span class="label">${words.more}</span>
          <input type="text" name="path" list="names" autocomplete="off" spellcheck="false" />
        </label>
        <button>${words.add}</button>
        <span class="space"></span>
        ${
          run
            ? nothing
            : html`<button
                type="button"
                class="primary"
                ?disabled=${!this.map}
                @click=${() => this.tell('read-asked')}
              >
                ${words.read}
              </button>`
        }
      </form>
    </section>`;
  }

  /** @param {Texts} t */
  #metrics(t) {
    const words = t.mapping;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${words.metrics}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t.metricColumns.name}</th>
            <th scope="col">${words.isMetric}</th>
            <th scope="col">${words.direction}</th>
            <th scope="col">${words.role}</th>
          </tr>
        </thead>
        <tbody>
          ${[...this.names].map((name) => this.#metric(t, name))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Texts} t @param {string} name */
  #metric(t, name) {
    const words = t.mapping;
    const said = this.#said(name);
    return html`<tr>
      <th scope="row" title=${name}>${name}</th>
      <td data-title=${words.isMetric}>
        <input
          type="checkbox"
          aria-label=${`${words.isMetric}: ${name}`}
          .checked=${live(said !== undefined)}
          @change=${() => this.#say(name, said ? undefined : { direction: '', role: '' })}
        />
      </td>
      <td data-title=${words.direction}>
        <select
          aria-label=${`${words.direction}: ${name}`}
          ?disabled=${!said}
          @change=${(/** @type {Event} */ { target }) => {
            const direction = chosen(target, DIRECTIONS);
            if (said) this.#say(name, { ...said, direction });
          }}
        >
          ${DIRECTIONS.map(
            (value) =>
              html`<option value=${value} ?selected=${value === said?.direction}>
                ${value === '' ? words.byItself : t.directions[value]}
              </option>`,
          )}
        </select>
      </td>
      <td data-title=${words.role}>
        <select
          aria-label=${`${words.role}: ${name}`}
          ?disabled=${!said}
          @change=${(/** @type {Event} */ { target }) => {
            const role = chosen(target, ROLES);
            if (said) this.#say(name, { ...said, role });
          }}
        >
          ${ROLES.map(
            (value) =>
              html`<option value=${value} ?selected=${value === said?.role}>
                ${value === '' ? words.byItself : t.roles[value]}
              </option>`,
          )}
        </select>
      </td>
    </tr>`;
  }

  /** @param {string} name @returns {Said} */
  #said(name) {
    const metrics = this.map?.metrics;
    if (!metrics) return { direction: '', role: '' };
    const said = metrics[name];
    if (said === undefined || said === null) return undefined;
    if (typeof said === 'string') return { direction: said, role: '' };
    return { direction: said.direction ?? '', role: said.role ?? '' };
  }

  /** Once one metric is told of, all have to be. @param {string} name @param {Said} said */
  #say(name, said) {
    const all = [...this.names].map((each) => [each, each === name ? said : this.#said(each)]);
    const metrics = Object.fromEntries(all.filter(([, each]) => each !== undefined));
    this.tell('map-changed', { ...this.map, metrics });
  }

  /** @param {SubmitEvent} event */
  #onMore(event) {
    event.preventDefault();
    const { target } = event;
    if (!(target instanceof HTMLFormElement)) return;
    const path = String(new FormData(target).get('path')).trim();
    target.reset();
    if (path === '') return;
    this.names.add(path);
    this.#say(path, { direction: '', role: '' });
  }

  /** @param {Event} event @param {(typeof PLACES)[number]} place */
  #onPlace({ target }, place) {
    if (!(target instanceof HTMLInputElement)) return;
    const path = target.value.trim();
    const { [place]: _, ...others } = this.map ?? {};
    const next = path === '' ? others : { ...others, [place]: path };
    this.tell('map-changed', Object.keys(next).length === 0 ? null : next);
  }

  /** @param {CustomEvent<unknown>} event */
  #onLoaded(event) {
    event.stopPropagation();
    this.tell('map-changed', event.detail ?? []);
  }
}

/**
 * @template {string} Word
 * @param {EventTarget | null} target
 * @param {readonly Word[]} words the first of them is "" and the default
 * @returns {Word}
 */
function chosen(target, words) {
  const value = target instanceof HTMLSelectElement ? target.value : '';
  return words.find((word) => word === value) ?? /** @type {Word} */ (words[0]);
}

define('cs-mapping-form', MappingForm);

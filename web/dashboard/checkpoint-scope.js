/**
 * <checkpoint-scope>: the whole dashboard as one element. Takes files by drop, choice and paste, opens
 * them through the public API, and shows its state; every change of state passes through `reduce`.
 */
import { LitElement, css, html, nothing } from 'lit';

import { CheckpointError, openRuns, prepare } from '../api/index.js';
import { announce, runsOf } from './announce.js';
import { define } from './define.js';
import { carriesFiles, filesOfDrop, filesOfPaste } from './drop.js';
import './empty-page.js';
import { exported } from './exports.js';
import { markStyles } from './marks.js';
import './open-progress.js';
import './rejected-list.js';
import './run-list.js';
import './run-view.js';
import './shortcut-help.js';
import { actionOf, isWriting } from './shortcuts.js';
import { blobOf, save } from './save.js';
import { initialState, openingsOf, reduce, rejectedOf } from './state.js';
import { textsFor } from './texts.js';
import { common, tokens } from './tokens.js';
import './top-bar.js';
import { linkOf, viewOf } from './view-link.js';

/** @import { Input, Rejected, RunSet } from '../api/types.js' */
/** @import { BestChoice } from './best-choice.js' */
/** @import { Preview } from './empty-page.js' */
/** @import { ExportWish } from './exports.js' */
/** @import { Action, ChartSettings, Entry, LitCheckpoint, Range, ReadyState, State, TableSettings } from './state.js' */
/** @import { RunView } from './run-view.js' */
/** @import { ShortcutHelp } from './shortcut-help.js' */
/** @import { Theme } from './top-bar.js' */
/** @import { View } from './view-link.js' */

/**
 * A run that the page offers before anyone has a file. `titles` are by language, where they differ.
 * @typedef {{ readonly name: string, readonly title: string, readonly text: string,
 *   readonly titles?: Readonly<Record<string, string>> | undefined }} Sample
 */

/** A bar that is gone at once only flickers: progress shows after this many milliseconds. */
const LASTING_MS = 500;
/** Browsers refuse addresses that change all the time: what is shown is told when it has rested so long. */
const LINK_MS = 300;
const THEME_KEY = 'ckptscope-theme';
const LANGUAGE_KEY = 'ckptscope-language';

/**
 * @attribute src addresses to open, with blanks between; a change closes what was open
 * @attribute theme "light" or "dark"; without it the system decides
 * @attribute language "en" or "zh"; without it the browser's languages decide
 * @attribute whole-page takes drops and pastes anywhere on the page, remembers theme and language, and
 *   tells the page's own language; keeps what is shown in the page's address
 */
export class CheckpointScope extends LitElement {
  /** @override */
  static properties = {
    samples: { attribute: false },
    src: { type: String },
    language: { type: String, reflect: true },
    wholePage: { type: Boolean, attribute: 'whole-page' },
    theme: { type: String, reflect: true },
    openRuns: { attribute: false },
    state: { state: true },
    previews: { state: true },
    isDropping: { state: true },
    isBusy: { state: true },
    isPrinting: { state: true },
    status: { state: true },
    systemScheme: { state: true },
    awaited: { state: true },
  };

  /** @override */
  static styles = [
    tokens,
    common,
    markStyles,
    css`
      :host {
        position: relative;
        min-height: 100%;
        background: var(--cs-page);
        accent-color: var(--cs-accent);
      }
      .runs {
        display: grid;
        grid-template-columns: 240px minmax(0, 1fr);
        align-items: start;
      }
      .runs cs-run-list {
        position: sticky;
        top: 0;
        max-height: 100vh;
        overflow-y: auto;
      }
      .content {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        max-width: 2400px;
        padding: 16px 16px 48px 8px;
      }
      .above {
        display: grid;
        gap: 12px;
        max-width: 760px;
        margin: 0 auto;
        padding: 16px 16px 0;
      }
      .dropping {
        display: grid;
        position: fixed;
        z-index: 10;
        inset: 0;
        place-items: center;
        border: 3px solid var(--cs-accent);
        background: color-mix(in srgb, var(--cs-page) 82%, transparent);
        font-size: var(--cs-headline);
        font-weight: 600;
        pointer-events: none;
      }
      @media print {
        :host {
          background: none;
        }
        cs-top-bar,
        .runs cs-run-list,
        .above,
        cs-open-progress {
          display: none;
        }
        .runs {
          display: block;
        }
        .content {
          padding: 0;
        }
      }
      @media (max-width: 720px) {
        .runs {
          grid-template-columns: minmax(0, 1fr);
        }
        .runs cs-run-list {
          position: static;
        }
        .content {
          padding: 0 8px 32px;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {readonly Sample[]} */
    this.samples = [];
    /** Addresses to open, with blanks between. @type {string | null} */
    this.src = null;
    /** @type {string | undefined} */
    this.language = undefined;
    this.wholePage = false;
    /** @type {Theme | undefined} */
    this.theme = undefined;
    /** How files are opened; replaceable by those who serve the engine in their own way. */
    this.openRuns = openRuns;
    /** @type {State} */
    this.state = initialState;
    /** @type {ReadonlyMap<string, Preview>} */
    this.previews = new Map();
    this.isDropping = false;
    this.isBusy = false;
    this.isPrinting = false;
    /** @type {Theme | undefined} before it was printed */
    this.themeOnScreen = undefined;
    this.status = '';
    this.system = matchMedia('(prefers-color-scheme: dark)');
    /** @type {'light' | 'dark'} */
    this.systemScheme = this.system.matches ? 'dark' : 'light';
    /** @type {Map<number, AbortController>} by id of the opening */
    this.cancellers = new Map();
    /** @type {Map<number, RunSet>} by id of the opening, while any of its runs is shown */
    this.sets = new Map();
    /** @type {View | null} what a link asks for, until a run of that name is open */
    this.awaited = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.linking = undefined;
    this.lastId = 0;
    this.lastKey = 0;
    this.previewing = new AbortController();
    this.choosing = new AbortController();
    /** @type {AbortController | undefined} of the listeners outside this element */
    this.listening = undefined;
  }

  /** The runs that are shown. */
  get runs() {
    return runsOf(this.state);
  }

  /**
   * Opens files and shows their runs beside those that are open.
   * @param {readonly Input[]} inputs
   * @returns {Promise<void>} when they are shown, refused or cancelled
   */
  async open(inputs) {
    if (inputs.length === 0) return;
    this.lastId += 1;
    const id = this.lastId;
    const canceller = new AbortController();
    this.cancellers.set(id, canceller);
    const names = inputs.map(nameOf);
    const totalBytes = inputs.reduce((sum, input) => sum + sizeOf(input), 0);
    this.#change({ type: 'opening-started', id, names, totalBytes });
    const lasting = setTimeout(() => this.#change({ type: 'opening-lasts', id }), LASTING_MS);
    try {
      const set = await this.openRuns(inputs, {
        signal: canceller.signal,
        locale: this.#texts().language,
        onProgress: (progress) => this.#change({ type: 'opening-progressed', id, progress }),
      });
      this.#onOpened(id, set);
    } catch (error) {
      this.#onFailed(id, canceller.signal, names, error);
    } finally {
      clearTimeout(lasting);
      this.cancellers.delete(id);
      void this.#prepare();
    }
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    const target = this.wholePage ? document : this;
    target.addEventListener('dragover', (event) => this.#onDragOver(event), { signal });
    target.addEventListener('dragleave', (event) => this.#onDragLeave(event), { signal });
    target.addEventListener('drop', (event) => this.#onDrop(event), { signal });
    const keys = this.wholePage ? document : this;
    keys.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    target.addEventListener('paste', (event) => this.#onPaste(event), { signal });
    addEventListener('beforeprint', () => this.#onPrint(true), { signal });
    addEventListener('afterprint', () => this.#onPrint(false), { signal });
    this.system.addEventListener('change', () => this.#onSystem(), { signal });
    if (this.wholePage) {
      this.theme = themeNamed(stored(THEME_KEY)) ?? this.theme;
      this.language = stored(LANGUAGE_KEY) ?? this.language;
      this.awaited = viewOf(location.hash);
      addEventListener('hashchange', () => this.#onLink(), { signal });
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.listening?.abort();
    this.previewing.abort();
    clearTimeout(this.linking);
  }

  /** @override */
  willUpdate() {
    const { language } = this.#texts();
    this.lang = language;
    if (this.wholePage) document.documentElement.lang = language;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('src') && (this.src || changed.get('src'))) this.#openSource();
  }

  /** Opens what `src` names, in place of everything that is open. */
  #openSource() {
    for (const canceller of this.cancellers.values()) canceller.abort();
    const entries = this.state.kind === 'ready' ? this.state.entries : [];
    for (const { key } of entries) this.#onClosed(key);
    const addresses = (this.src ?? '').split(/\s+/).filter((address) => address !== '');
    void this.open(addresses.map((address) => ({ url: new URL(address, document.baseURI) })));
  }

  /** @override */
  firstUpdated() {
    // Samples are read while nothing else is to do, so that their cards show true curves.
    const later = 'requestIdleCallback' in window ? requestIdleCallback : setTimeout;
    later(() => void this.#preview().then(() => this.#prepare()));
  }

  /** @override */
  render() {
    const t = this.#texts();
    const { state } = this;
    return html`<cs-top-bar
        part="top-bar"
        .texts=${t}
        .samples=${this.samples}
        .theme=${this.theme ?? 'auto'}
        .language=${this.language ?? 'auto'}
        .runNames=${this.runs.map(({ name }) => name)}
        .selected=${shownEntry(state)?.run.name ?? ''}
        @choose-files=${this.#choose}
        @help-asked=${this.#showKeys}
        @open-sample=${this.#onSample}
        @export-chosen=${(/** @type {CustomEvent<ExportWish>} */ { detail }) =>
          void this.#export(detail)}
        @theme-chosen=${this.#onTheme}
        @language-chosen=${this.#onLanguage}
      ></cs-top-bar>
      <main>${state.kind === 'ready' ? this.#runs(state) : this.#start()}</main>
      <input
        type="file"
        multiple
        hidden
        tabindex="-1"
        aria-label=${t.chooseFiles}
        @change=${this.#onChosen}
      />
      <cs-shortcut-help .texts=${t}></cs-shortcut-help>
      <span class="spoken" role="status">${this.status}</span>
      ${this.isDropping ? html`<div class="dropping">${t.dropHere}</div>` : nothing}`;
  }

  #start() {
    const t = this.#texts();
    return html`<div class="above">${this.#above()}</div>
      <slot name="empty"
        ><cs-empty-page
          .texts=${t}
          .samples=${this.samples}
          .previews=${this.previews}
          .awaited=${this.awaited?.run ?? ''}
          @choose-files=${this.#choose}
          @open-sample=${this.#onSample}
        ></cs-empty-page
      ></slot>`;
  }

  /** @param {ReadyState} state */
  #runs(state) {
    const t = this.#texts();
    const entry = shownEntry(state);
    return html`<div class="runs">
      <cs-run-list
        part="run-list"
        .texts=${t}
        .entries=${state.entries}
        .selected=${state.selected}
        @run-selected=${(/** @type {CustomEvent<number>} */ event) =>
          this.#change({ type: 'run-selected', key: event.detail })}
        @run-closed=${(/** @type {CustomEvent<number>} */ event) => this.#onClosed(event.detail)}
      ></cs-run-list>
      <div class="content" part="content">
        ${this.#above()}
        ${
          entry
            ? html`<cs-run-view
                .texts=${t}
                .run=${entry.run}
                .zoom=${state.zoom}
                .finding=${state.hovered ?? state.finding}
                .checkpoint=${state.checkpoint}
                .scheme=${this.#scheme()}
                .charts=${state.charts}
                .table=${state.table}
                .busy=${this.isBusy}
                .printing=${this.isPrinting}
                @zoomed=${(/** @type {CustomEvent<Range | null>} */ event) =>
                  this.#change({ type: 'zoomed', range: event.detail })}
                @charts-changed=${(/** @type {CustomEvent<Partial<ChartSettings>>} */ event) =>
                  this.#change({ type: 'charts-changed', change: event.detail })}
                @table-changed=${(/** @type {CustomEvent<Partial<TableSettings>>} */ event) =>
                  this.#change({ type: 'table-changed', change: event.detail })}
                @finding-hovered=${(/** @type {CustomEvent<number | null>} */ event) =>
                  this.#change({ type: 'finding-hovered', index: event.detail })}
                @finding-chosen=${(/** @type {CustomEvent<number>} */ event) =>
                  this.#onFinding(state, event.detail)}
                @checkpoint-lit=${(/** @type {CustomEvent<LitCheckpoint>} */ event) =>
                  this.#change({ type: 'checkpoint-lit', checkpoint: event.detail })}
                @checkpoint-left=${(/** @type {CustomEvent<number | null>} */ event) =>
                  this.#change({ type: 'checkpoint-left', index: event.detail })}
                @best-chosen=${(/** @type {CustomEvent<BestChoice>} */ event) =>
                  void this.#onBest(entry, event.detail)}
              ></cs-run-view>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** What stands above everything else: openings under way, and files that were not read. */
  #above() {
    const t = this.#texts();
    const lasting = openingsOf(this.state).filter((opening) => opening.visible);
    const rejected = rejectedOf(this.state);
    return html`${
      lasting.length > 0
        ? html`<cs-open-progress
            .texts=${t}
            .openings=${lasting}
            @cancel-opening=${(/** @type {CustomEvent<number>} */ event) =>
              this.cancellers.get(event.detail)?.abort()}
          ></cs-open-progress>`
        : nothing
    }
    ${
      rejected.length > 0
        ? html`<cs-rejected-list
            .texts=${t}
            .rejected=${rejected}
            @rejected-dismissed=${() => this.#change({ type: 'rejected-dismissed' })}
          ></cs-rejected-list>`
        : nothing
    }`;
  }

  /** @param {Action} action */
  #change(action) {
    const before = this.state;
    this.state = reduce(before, action);
    announce(this, before, this.state);
    if (this.wholePage) this.#linkSoon();
  }

  /** Puts what is shown into the page's address, once it rests. */
  #linkSoon() {
    clearTimeout(this.linking);
    this.linking = setTimeout(() => {
      const link = linkOf(this.state);
      if (link !== null && `#${link}` !== location.hash) history.replaceState(null, '', `#${link}`);
    }, LINK_MS);
  }

  /** Someone has put another link into the address bar. */
  #onLink() {
    this.awaited = viewOf(location.hash);
    if (this.state.kind === 'ready') void this.#showAwaited(this.state.entries);
  }

  /** Shows what a link asks for, when one of these runs is the one. @param {readonly Entry[]} entries */
  async #showAwaited(entries) {
    const view = this.awaited;
    const entry = entries.find(({ run }) => run.name === view?.run);
    if (!view || !entry) return;
    this.awaited = null;
    const { key, run } = entry;
    const { charts, table, zoom } = view;
    this.#change({ type: 'view-asked', key, charts, table, zoom });
    const { best } = view;
    const isThere = run.metrics.some(({ name }) => name === best?.metric);
    if (best && isThere) await this.#onBest(entry, best);
  }

  /** The words of the chosen language, else of the browser's. */
  #texts() {
    return textsFor(...(this.language ? [this.language] : navigator.languages));
  }

  #scheme() {
    return this.theme === 'light' || this.theme === 'dark' ? this.theme : this.systemScheme;
  }

  /** @param {number} id @param {RunSet} set */
  #onOpened(id, set) {
    const entries = set.runs.map((run) => {
      this.lastKey += 1;
      return { key: this.lastKey, opening: id, run };
    });
    if (entries.length > 0) this.sets.set(id, set);
    else set.close();
    this.#change({ type: 'opening-finished', id, entries, rejected: set.rejected });
    void this.#showAwaited(entries);
    this.status = this.#texts().opened(entries.length, set.rejected.length);
    this.dispatchEvent(new CustomEvent('runs-opened', { detail: set.runs }));
  }

  /**
   * @param {number} id
   * @param {AbortSignal} signal
   * @param {readonly string[]} names
   * @param {unknown} error
   */
  #onFailed(id, signal, names, error) {
    const t = this.#texts();
    if (signal.aborted) {
      this.#change({ type: 'opening-cancelled', id });
      this.status = t.cancelled;
      return;
    }
    const rejected = [rejectionOf(error, names.join(', '), t.failedAdvice)];
    this.#change({ type: 'opening-finished', id, entries: [], rejected });
    this.status = t.opened(0, names.length);
  }

  /** @param {number} key */
  #onClosed(key) {
    if (this.state.kind !== 'ready') return;
    const closed = this.state.entries.find((entry) => entry.key === key);
    this.#change({ type: 'run-closed', key });
    const left = this.state.kind === 'ready' ? this.state.entries : [];
    if (!closed || left.some((entry) => entry.opening === closed.opening)) return;
    this.sets.get(closed.opening)?.close();
    this.sets.delete(closed.opening);
  }

  /** @param {Entry} entry @param {BestChoice} choice */
  async #onBest({ key, run }, { metric, direction }) {
    this.choosing.abort();
    this.choosing = new AbortController();
    const { signal } = this.choosing;
    this.isBusy = true;
    try {
      const next = await run.choose({ metric, direction, signal });
      if (!signal.aborted) this.#change({ type: 'run-analysed', key, run: next });
    } catch {
      // Superseded by a later choice, or the run was closed.
    } finally {
      if (!signal.aborted) this.isBusy = false;
    }
  }

  /** @param {ReadyState} state @param {number} index */
  #onFinding(state, index) {
    const chosen = state.finding === index ? null : index;
    this.#change({ type: 'finding-chosen', index: chosen });
    if (chosen === null) return;
    this.#view?.showFinding(chosen);
  }

  get #view() {
    return /** @type {RunView | null} */ (this.renderRoot.querySelector('cs-run-view'));
  }

  /** @param {ExportWish} wish */
  async #export({ kind, isAll, isCopy }) {
    const t = this.#texts();
    const shown = shownEntry(this.state);
    const set = shown && this.sets.get(shown.opening);
    if (!shown || !set) return;
    const rejected = isAll ? rejectedOf(this.state) : [];
    const runs = isAll ? this.runs : [shown.run];
    const { name, type, pieces } = exported(kind, runs, rejected, set, t.language);
    this.status = t.exporting;
    try {
      const blob = await blobOf(pieces, type);
      if (isCopy) await navigator.clipboard.writeText(await blob.text());
      else save(name, blob);
      this.status = isCopy ? t.copied : t.exported(name);
    } catch {
      this.status = t.exportFailed;
    }
  }

  #choose() {
    const input = this.renderRoot.querySelector('input');
    if (!input) return;
    input.value = '';
    input.click();
  }

  /** @param {Event} event */
  #onChosen(event) {
    if (event.target instanceof HTMLInputElement) void this.open([...(event.target.files ?? [])]);
  }

  /** @param {CustomEvent<Sample>} event */
  #onSample({ detail: { name, text } }) {
    void this.open([{ name, data: text }]);
  }

  /** @param {CustomEvent<Theme>} event */
  #onTheme({ detail }) {
    this.theme = detail === 'auto' ? undefined : detail;
    if (this.wholePage) store(THEME_KEY, this.theme);
  }

  /** @param {CustomEvent<string>} event */
  #onLanguage({ detail }) {
    this.language = detail === 'auto' ? undefined : detail;
    if (this.wholePage) store(LANGUAGE_KEY, this.language);
  }

  #onSystem() {
    this.systemScheme = this.system.matches ? 'dark' : 'light';
  }

  /** Paper is white, and shows everything. @param {boolean} isPrinting */
  #onPrint(isPrinting) {
    if (isPrinting === this.isPrinting) return;
    if (isPrinting) this.themeOnScreen = this.theme;
    this.theme = isPrinting ? 'light' : this.themeOnScreen;
    this.isPrinting = isPrinting;
  }

  /** @param {Event} event */
  #onDragOver(event) {
    if (!(event instanceof DragEvent) || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    this.isDropping = true;
  }

  /** @param {Event} event */
  #onDragLeave(event) {
    // Leaving the window has no related target; moving between elements has one.
    if (event instanceof DragEvent && event.relatedTarget === null) this.isDropping = false;
  }

  /** @param {Event} event */
  #onDrop(event) {
    this.isDropping = false;
    if (!(event instanceof DragEvent) || !event.dataTransfer) return;
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    void filesOfDrop(event.dataTransfer).then((files) => this.open(files));
  }

  /** @param {Event} event */
  #onKey(event) {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || isWriting(event)) return;
    const isInDialog = event
      .composedPath()
      .some((target) => target instanceof Element && target.matches('dialog'));
    const action = isInDialog ? undefined : actionOf('page', event);
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'help') this.#showKeys();
    else if (action === 'open') this.#choose();
    else if (action === 'filter') this.#view?.focusFilter();
    else this.#selectNeighbour(action === 'nextRun' ? 1 : -1);
  }

  #showKeys() {
    const help = /** @type {ShortcutHelp | null} */ (
      this.renderRoot.querySelector('cs-shortcut-help')
    );
    help?.show();
  }

  /** @param {1 | -1} pace */
  #selectNeighbour(pace) {
    if (this.state.kind !== 'ready') return;
    const { entries, selected } = this.state;
    const at = entries.findIndex(({ key }) => key === selected);
    const next = entries[(at + pace + entries.length) % entries.length];
    if (next) this.#change({ type: 'run-selected', key: next.key });
  }

  /** @param {Event} event */
  #onPaste(event) {
    if (!(event instanceof ClipboardEvent)) return;
    const files = filesOfPaste(event.clipboardData, this.#texts().pastedName);
    if (files.length === 0) return;
    event.preventDefault();
    void this.open(files);
  }

  /** Keeps a started engine at hand, so that the next files only have to be read. */
  async #prepare() {
    if (this.openRuns !== openRuns) return;
    try {
      await prepare();
    } catch {
      // Whoever opens files sees the reason.
    }
  }

  async #preview() {
    if (this.samples.length === 0 || this.previewing.signal.aborted) return;
    const inputs = this.samples.map(({ name, text }) => ({ name, data: text }));
    const { signal } = this.previewing;
    try {
      const set = await this.openRuns(inputs, { signal, locale: this.#texts().language });
      this.previews = new Map(set.runs.map((run) => [run.sources[0] ?? '', previewOf(run)]));
      set.close();
    } catch {
      // The cards do without; whoever opens one sees the reason.
    }
  }
}

/** @param {RunSet['runs'][number]} run @returns {Preview} */
function previewOf(run) {
  const { verdict, primary, metrics } = run;
  const metric = metrics.find(({ name }) => name === primary?.name) ?? metrics[0];
  const { severity, headline } = verdict;
  return { spark: metric?.spark ?? [], severity, headline };
}

/** The run that is shown. @param {State} state */
function shownEntry(state) {
  if (state.kind !== 'ready') return undefined;
  return state.entries.find(({ key }) => key === state.selected);
}

/** @param {Input} input */
function nameOf(input) {
  if (typeof input !== 'object') return '';
  if ('name' in input && typeof input.name === 'string') return input.name;
  return 'url' in input ? String(input.url) : '';
}

/** @param {Input} input */
function sizeOf(input) {
  if (input instanceof Blob) return input.size;
  if (typeof input === 'object' && 'data' in input && typeof input.data === 'string') {
    return input.data.length;
  }
  return 0;
}

/**
 * An opening that failed as a whole, in the shape of a file that was not read.
 * @param {unknown} error
 * @param {string} source
 * @param {string} advice
 * @returns {Rejected}
 */
function rejectionOf(error, source, advice) {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error && 'advice' in error ? String(error.advice) : '';
  const zh = error instanceof CheckpointError ? error.zh : { message, advice };
  const place = { byte: 0, line: 0, column: 0, excerpt: '', caret: 0 };
  return { source, code: known, message, advice: said || advice, zh, ...place };
}

/** @param {string | undefined} name @returns {Theme | undefined} */
function themeNamed(name) {
  return name === 'light' || name === 'dark' ? name : undefined;
}

/** A choice that was kept. @param {string} key @returns {string | undefined} */
function stored(key) {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string | undefined} choice undefined forgets it */
function store(key, choice) {
  try {
    if (choice === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Storage is off; the choice lasts as long as the page.
  }
}

define('checkpoint-scope', CheckpointScope);

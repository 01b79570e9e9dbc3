/**
 * <checkpoint-scope>: the whole dashboard as one element. Takes files by drop, choice and paste, opens
 * them through the public API, and shows its state; every change of state passes through `reduce`.
 */
import { LitElement, html, nothing } from 'lit';

import { openRuns, prepare } from '../api/index.js';
import { announce, runsOf } from './announce.js';
import { define } from './define.js';
import './compare-view.js';
import './empty-page.js';
import { exported } from './exports.js';
import {
  canChooseFolder,
  carriesFiles,
  filesOfDrop,
  filesOfFolder,
  filesOfPaste,
} from './intake.js';
import { markStyles } from './marks.js';
import './mapping-form.js';
import './open-progress.js';
import './open-report.js';
import { nameOf, nothingIn, previewOf, rejectionOf, reportOf, sizeOf } from './opened.js';
import './overview.js';
import './rejected-list.js';
import { rememberedMapping, rememberMapping, shapeOf, store, stored } from './remembered.js';
import { entriesAfter } from './reread.js';
import './run-list.js';
import { runParts } from './run-view.js';
import './shortcut-help.js';
import { actionOf, isWriting } from './shortcuts.js';
import { blobOf, save } from './save.js';
import { scopeStyles } from './scope-styles.js';
import { initialReading, initialState, openingsOf, reduce, rejectedOf } from './state.js';
import { textsFor } from './texts.js';
import './thresholds.js';
import { common, HUES, tokens } from './tokens.js';
import './top-bar.js';
import { linkOf, viewOf } from './view-link.js';

/** @import { Input, Mapping, RuleOverrides, Run, RunSet } from '../api/types.js' */
/** @import { BestChoice } from './best-choice.js' */
/** @import { Preview } from './empty-page.js' */
/** @import { ExportWish } from './exports.js' */
/** @import { Action, ChartSettings, Entry, LitCheckpoint, OverviewSettings, Panel, Range, ReadingSettings, ReadyState, Screen, State, TableSettings } from './state.js' */
/** @import { RunView } from './run-view.js' */
/** @import { ShortcutHelp } from './shortcut-help.js' */
/** @import { Texts } from './texts.js' */
/** @import { Theme } from './top-bar.js' */
/** @import { View } from './view-link.js' */

/**
 * A run that the page offers before anyone has a file. `titles` are by language, where they differ.
 * @typedef {{ readonly name: string, readonly title: string, readonly text: string,
 *   readonly titles?: Readonly<Record<string, string>> | undefined }} Sample
 */

/** Inputs of one opening. @typedef {{ readonly files: readonly Input[], readonly passedOver: readonly string[], readonly isFolder: boolean }} Gathered */

/** A bar that is gone at once only flickers: progress shows after this many milliseconds. */
const LASTING_MS = 500;
/** Browsers refuse addresses that change all the time: what is shown is told when it has rested so long. */
const LINK_MS = 300;
const THEME_KEY = 'ckptscope-theme';
const LANGUAGE_KEY = 'ckptscope-language';

/**
 * @attribute src addresses to open, with blanks between; a change closes what was open
 * @attribute theme "light" or "dark"; without it the system decides
 * @attribute locale "en" or "zh", perhaps with a region, for words, numbers and dates; without it the
 *   browser's languages decide
 * @attribute hide names of parts that are not shown, with blanks between: top-bar, run-list, verdict,
 *   charts, checkpoints, metrics, findings, notes, facts
 * @attribute whole-page takes drops and pastes anywhere on the page, remembers theme and language, and
 *   tells the page's own language; keeps what is shown in the page's address
 */
export class CheckpointScope extends LitElement {
  /** @override */
  static properties = {
    samples: { attribute: false },
    src: { type: String },
    runs: { attribute: false, noAccessor: true },
    locale: { type: String, reflect: true },
    hide: { type: String },
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
    unread: { state: true },
  };

  /** @override */
  static styles = [tokens, common, markStyles, scopeStyles];

  constructor() {
    super();
    /** @type {readonly Sample[]} */
    this.samples = [];
    /** Addresses to open, with blanks between. @type {string | null} */
    this.src = null;
    /** @type {string | undefined} */
    this.locale = undefined;
    /** Names of parts that are not shown, with blanks between. @type {string | null} */
    this.hide = null;
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
    /** @type {Map<number, readonly Input[]>} what was opened, to be read again with other settings */
    this.inputs = new Map();
    /** @type {Map<string, Input>} what no run was found in, by name of the source */
    this.refused = new Map();
    /** A file in which nothing was found, while the person says where things stand. @type {{ readonly source: string, readonly map: Mapping | null } | null} */
    this.unread = null;
    /** @type {Map<number, string>} shape of the files of an opening, by which mappings are remembered */
    this.shapes = new Map();
    /** @type {View | null} what a link asks for, until a run of that name is open */
    this.awaited = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.linking = undefined;
    /** @type {readonly Entry[]} the runs that were compared last */
    this.compared = [];
    this.lastId = 0;
    this.lastKey = 0;
    this.previewing = new AbortController();
    this.choosing = new AbortController();
    this.rereading = new AbortController();
    /** @type {AbortController | undefined} of the listeners outside this element */
    this.listening = undefined;
  }

  /**
   * The runs that are shown. Setting them shows runs that the caller has opened, in place of everything
   * that is open; their set stays the caller's to close, when they are no longer shown. A run of the name
   * of the one that was looked at is looked at in the same way, so that a live log can be set again.
   * @returns {readonly Run[]}
   */
  get runs() {
    return runsOf(this.state);
  }

  /** @param {readonly Run[] | null | undefined} given */
  set runs(given) {
    const runs = given ?? [];
    const before = this.runs;
    if (runs.length === before.length && runs.every((run, at) => run === before[at])) return;
    this.#abandon();
    const entries = runs.map((run) => this.#entry(0, run));
    this.#change({ type: 'runs-given', entries });
    for (const set of this.sets.values()) set.close();
    this.sets.clear();
  }

  /**
   * Opens files and shows their runs beside those that are open.
   * @param {readonly Input[]} inputs
   * @returns {Promise<void>} when they are shown, refused or cancelled
   */
  async open(inputs) {
    if (inputs.length === 0) return;
    await this.#take(() => ({ files: inputs, passedOver: [], isFolder: false }));
  }

  /**
   * Gathers files and opens them.
   * @param {(signal: AbortSignal) => Gathered | Promise<Gathered>} gather
   * @param {Mapping} [map] where things stand in these files
   */
  async #take(gather, map) {
    this.lastId += 1;
    const id = this.lastId;
    const canceller = new AbortController();
    const { signal } = canceller;
    this.cancellers.set(id, canceller);
    this.#change({ type: 'opening-started', id });
    const lasting = setTimeout(() => this.#change({ type: 'opening-lasts', id }), LASTING_MS);
    /** @type {Gathered} */
    let gathered = { files: [], passedOver: [], isFolder: false };
    try {
      gathered = await gather(signal);
      signal.throwIfAborted();
      const { files } = gathered;
      const totalBytes = files.reduce((sum, input) => sum + sizeOf(input), 0);
      this.#change({ type: 'opening-read', id, names: files.map(nameOf), totalBytes });
      if (files.length === 0) return this.#onNothing(id, gathered);
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      const set = await this.openRuns(files, {
        signal,
        locale: this.#texts().language,
        rules: this.#reading().rules,
        map,
        onProgress: (progress) =>
          this.#change({ type: 'opening-progressed', id, progress, seconds: seconds() }),
      });
      this.#onOpened(id, set, gathered, { bytes: totalBytes, seconds: seconds() });
      if (map && set.runs.length > 0) this.#onMapped(id, map);
    } catch (error) {
      this.#onFailed(id, signal, gathered.files.map(nameOf), error);
    } finally {
      clearTimeout(lasting);
      this.cancellers.delete(id);
      whenIdle(() => void this.#prepare());
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
      this.locale = stored(LANGUAGE_KEY) ?? this.locale;
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
    this.#abandon();
    const entries = this.state.kind === 'ready' ? this.state.entries : [];
    for (const { key } of entries) this.#onClosed(key);
    const addresses = (this.src ?? '').split(/\s+/).filter((address) => address !== '');
    void this.open(addresses.map((address) => ({ url: new URL(address, document.baseURI) })));
  }

  /** Cancels every opening that is under way. */
  #abandon() {
    for (const canceller of this.cancellers.values()) canceller.abort();
  }

  /** @override */
  firstUpdated() {
    // Samples are read while nothing else is to do, so that their cards show true curves.
    whenIdle(() => void this.#preview().then(() => this.#prepare()));
  }

  /** @override */
  render() {
    const { state } = this;
    return html`${this.#hidden().has('top-bar') ? nothing : this.#topBar()}
      <main>${state.kind === 'ready' ? this.#runs(state) : this.#start()}</main>
      <input
        type="file"
        multiple
        hidden
        tabindex="-1"
        aria-label=${this.#texts().chooseFiles}
        @change=${this.#onChosen}
      />
      <input
        type="file"
        class="folder"
        webkitdirectory
        hidden
        tabindex="-1"
        aria-label=${this.#texts().chooseFolder}
        @change=${this.#onFolder}
      />
      <cs-shortcut-help .texts=${this.#texts()}></cs-shortcut-help>
      <span class="spoken" role="status">${this.status}</span>
      ${this.isDropping ? html`<div class="dropping">${this.#texts().dropHere}</div>` : nothing}`;
  }

  /** Parts that are not shown. @returns {ReadonlySet<string>} */
  #hidden() {
    return new Set((this.hide ?? '').split(/\s+/));
  }

  #topBar() {
    const t = this.#texts();
    return html`<cs-top-bar
      part="top-bar"
      .texts=${t}
      .samples=${this.samples}
      .canChooseFolder=${canChooseFolder()}
      .theme=${this.theme ?? 'auto'}
      .language=${this.locale ? t.language.split('-')[0] : 'auto'}
      .runNames=${this.runs.map(({ name }) => name)}
      .selected=${shownEntry(this.state)?.run.name ?? ''}
      @choose-files=${this.#choose}
      @choose-folder=${this.#chooseFolder}
      @help-asked=${this.#showKeys}
      @open-sample=${this.#onSample}
      @export-chosen=${(/** @type {CustomEvent<ExportWish>} */ { detail }) =>
        void this.#export(detail)}
      @theme-chosen=${this.#onTheme}
      @language-chosen=${this.#onLanguage}
    ></cs-top-bar>`;
  }

  #start() {
    const t = this.#texts();
    return html`<div class="above">${this.#above()}</div>
      <slot name="empty"
        ><cs-empty-page
          .texts=${t}
          .samples=${this.samples}
          .canChooseFolder=${canChooseFolder()}
          .previews=${this.previews}
          .awaited=${this.awaited?.run ?? ''}
          @choose-files=${this.#choose}
          @choose-folder=${this.#chooseFolder}
          @open-sample=${this.#onSample}
        ></cs-empty-page
      ></slot>`;
  }

  /** @param {ReadyState} state */
  #runs(state) {
    const t = this.#texts();
    const entry = shownEntry(state);
    const isWide = state.screen === 'overview';
    const isAlone = this.#hidden().has('run-list');
    const list = html`<cs-run-list
      ?wide=${isWide}
      part="run-list"
      .texts=${t}
      .entries=${state.entries}
      .selected=${state.selected}
      .marked=${state.marked}
      .screen=${state.screen}
      @screen-chosen=${this.#onScreen}
      @runs-marked=${this.#onMarked}
      @run-selected=${this.#onSelected}
      @run-closed=${(/** @type {CustomEvent<number>} */ event) => this.#onClosed(event.detail)}
    ></cs-run-list>`;
    return html`<div class=${isWide || isAlone ? 'runs wide' : 'runs'}>
      ${isAlone ? nothing : list}
      <div
        class="content"
        part="content"
        @panel-chosen=${(/** @type {CustomEvent<Panel>} */ event) =>
          this.#change({ type: 'panel-chosen', panel: event.detail })}
      >
        ${this.#above()} ${this.#panel(t, state)} ${this.#screen(t, state, entry)}
      </div>
    </div>`;
  }

  /** @param {Texts} t @param {ReadyState} state @param {Entry | undefined} entry the run that is shown */
  #screen(t, state, entry) {
    switch (state.screen) {
      case 'overview':
        return html`<cs-overview
          part="overview"
          .texts=${t}
          .entries=${state.entries}
          .marked=${state.marked}
          .settings=${state.overview}
          @run-selected=${this.#onSelected}
          @runs-marked=${this.#onMarked}
          @screen-chosen=${this.#onScreen}
          @overview-changed=${(/** @type {CustomEvent<Partial<OverviewSettings>>} */ event) =>
            this.#change({ type: 'overview-changed', change: event.detail })}
          @run-edited=${(
            /** @type {CustomEvent<{ key: number, name: string, hue: number }>} */ event,
          ) => this.#change({ type: 'run-edited', ...event.detail })}
        ></cs-overview>`;
      case 'compare':
        return html`<cs-compare-view
          part="compare"
          .texts=${t}
          .entries=${this.#marked(state)}
          .charts=${state.charts}
          .zoom=${state.zoom}
          .scheme=${this.#scheme()}
          @zoomed=${this.#onZoomed}
          @charts-changed=${this.#onCharts}
          @run-selected=${this.#onSelected}
          @runs-marked=${this.#onMarked}
          @screen-chosen=${this.#onScreen}
        ></cs-compare-view>`;
      default:
        return entry ? this.#run(t, state, entry) : nothing;
    }
  }

  /** @param {Texts} t @param {ReadyState} state @param {Entry} entry */
  #run(t, state, entry) {
    return html`<cs-run-view
      exportparts=${runParts.join(', ')}
      .without=${this.#hidden()}
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
      @table-changed=${(/** @type {CustomEvent<Partial<TableSettings>>} */ event) =>
        this.#change({ type: 'table-changed', change: event.detail })}
      @zoomed=${this.#onZoomed}
      @charts-changed=${this.#onCharts}
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
    ></cs-run-view>`;
  }

  /** The runs that are compared: the same list until they change. @param {ReadyState} state */
  #marked({ entries, marked }) {
    const next = entries.filter(({ key }) => marked.includes(key));
    const isSame =
      next.length === this.compared.length &&
      next.every((entry, place) => entry === this.compared[place]);
    if (!isSame) this.compared = next;
    return this.compared;
  }

  /** @param {CustomEvent<number>} event */
  #onSelected({ detail }) {
    this.#change({ type: 'run-selected', key: detail });
  }

  /** @param {CustomEvent<Range | null>} event */
  #onZoomed({ detail }) {
    this.#change({ type: 'zoomed', range: detail });
  }

  /** @param {CustomEvent<Partial<ChartSettings>>} event */
  #onCharts({ detail }) {
    this.#change({ type: 'charts-changed', change: detail });
  }

  /** @param {CustomEvent<Screen>} event */
  #onScreen({ detail }) {
    this.#change({ type: 'screen-chosen', screen: detail });
  }

  /** @param {CustomEvent<{ keys: readonly number[], isMarked: boolean }>} event */
  #onMarked({ detail }) {
    this.#change({ type: 'runs-marked', ...detail });
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
      this.state.kind === 'ready' && this.state.report
        ? html`<cs-open-report
            .texts=${t}
            .report=${this.state.report}
            @mapping-asked=${this.#onUnread}
            @report-dismissed=${() => this.#change({ type: 'report-dismissed' })}
          ></cs-open-report>`
        : nothing
    }
    ${
      rejected.length > 0
        ? html`<cs-rejected-list
            .texts=${t}
            .rejected=${rejected}
            @mapping-asked=${this.#onUnread}
            @rejected-dismissed=${() => this.#change({ type: 'rejected-dismissed' })}
          ></cs-rejected-list>`
        : nothing
    }
    ${this.#unreadForm(t)}`;
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
    const { charts, table, zoom, screen } = view;
    const marked = entries
      .filter((one) => view.marked.includes(one.run.name))
      .map((one) => one.key);
    this.#change({ type: 'view-asked', key, charts, table, zoom, screen, marked });
    const { best } = view;
    const isThere = run.metrics.some(({ name }) => name === best?.metric);
    if (best && isThere) await this.#onBest(entry, best);
  }

  /** The words of the chosen language, else of the browser's. */
  #texts() {
    return textsFor(...(this.locale ? [this.locale] : navigator.languages));
  }

  #scheme() {
    return this.theme === 'light' || this.theme === 'dark' ? this.theme : this.systemScheme;
  }

  /**
   * @param {number} id
   * @param {RunSet} set
   * @param {Gathered} gathered
   * @param {{ readonly bytes: number, readonly seconds: number }} effort
   */
  #onOpened(id, set, { files, passedOver, isFolder }, effort) {
    const entries = set.runs.map((run) => this.#entry(id, run));
    if (entries.length > 0) {
      this.sets.set(id, set);
      this.inputs.set(id, files);
      this.shapes.set(id, shapeOf(set.runs));
    } else {
      set.close();
    }
    for (const { source } of set.rejected) {
      const input = files.find((one) => nameOf(one) === source);
      if (input !== undefined) this.refused.set(source, input);
    }
    // Of a folder nobody chose each file: what is no log in it is told, but does not alarm.
    const isQuiet = isFolder && entries.length > 0;
    const report = reportOf(set, passedOver, isQuiet, effort);
    this.#change({
      type: 'opening-finished',
      id,
      entries,
      rejected: isQuiet ? [] : set.rejected,
      report: files.length > 1 || isFolder ? report : null,
    });
    void this.#showAwaited(entries);
    const remembered = rememberedMapping(this.shapes.get(id) ?? '');
    if (remembered) void this.#remap(id, remembered);
    this.status = this.#texts().opened(entries.length, set.rejected.length);
    this.dispatchEvent(new CustomEvent('runs-opened', { detail: set.runs }));
  }

  /** @param {number} opening @param {Run} run @returns {Entry} */
  #entry(opening, run) {
    this.lastKey += 1;
    const hue = HUES[(this.lastKey - 1) % HUES.length] ?? 1;
    return { key: this.lastKey, opening, run, hue };
  }

  /** How files are read and judged. */
  #reading() {
    return this.state.kind === 'ready' ? this.state.reading : initialReading;
  }

  /** @param {RuleOverrides} rules */
  async #rejudge(rules) {
    await this.#reread([...this.sets.keys()], { rules });
  }

  /** @param {number} id of the opening @param {Mapping | null} map */
  async #remap(id, map) {
    const { [id]: _, ...others } = this.#reading().maps;
    const maps = map ? { ...others, [id]: map } : others;
    if (await this.#reread([id], { maps })) rememberMapping(this.shapes.get(id) ?? '', map);
  }

  /**
   * Reads the files of openings again with other settings, and goes back when they are refused.
   * @param {readonly number[]} ids
   * @param {Partial<ReadingSettings>} change
   * @returns {Promise<boolean>} whether it did
   */
  async #reread(ids, change) {
    this.rereading.abort();
    this.rereading = new AbortController();
    const { signal } = this.rereading;
    const kept = this.#reading();
    const { rules, maps } = { ...kept, ...change };
    // A second change, made before the first has had its effect, adds to it.
    this.#change({ type: 'reading-changed', change: { ...change, refusal: '' } });
    this.isBusy = true;
    try {
      for (const id of ids) {
        const before = this.sets.get(id);
        const inputs = this.inputs.get(id);
        if (!before || !inputs) continue;
        const locale = this.#texts().language;
        const set = await this.openRuns(inputs, { signal, locale, rules, map: maps[id] });
        const shown = this.state.kind === 'ready' ? this.state.entries : [];
        const own = shown.filter(({ opening }) => opening === id);
        const create = (/** @type {Run} */ run) => this.#entry(id, run);
        const entries = await entriesAfter(own, before.runs.length, set, create);
        const isGone = own.length === 0 || entries.length === 0;
        if (signal.aborted || isGone) {
          set.close();
          continue;
        }
        this.sets.set(id, set);
        this.#change({ type: 'opening-reread', id, entries });
        before.close();
      }
      if (signal.aborted) return false;
      this.status = this.#texts().reread;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const refusal = error instanceof Error ? error.message : String(error);
      this.#change({ type: 'reading-changed', change: { ...kept, refusal } });
      return false;
    } finally {
      if (!signal.aborted) this.isBusy = false;
    }
  }

  /** Reads a file in which nothing was found as the person says. */
  #readUnread() {
    const { unread } = this;
    const input = unread && this.refused.get(unread.source);
    if (!unread?.map || input === undefined || input === null) return;
    void this.#take(() => ({ files: [input], passedOver: [], isFolder: false }), unread.map);
    this.#change({ type: 'rejected-retried', source: unread.source });
  }

  /** @param {number} id @param {Mapping} map by which something was found */
  #onMapped(id, map) {
    this.unread = null;
    const maps = { ...this.#reading().maps, [id]: map };
    this.#change({ type: 'reading-changed', change: { maps, refusal: '' } });
  }

  /** @param {Texts} t */
  #unreadForm(t) {
    const { unread } = this;
    if (!unread) return nothing;
    return html`<cs-mapping-form
      .texts=${t}
      .source=${unread.source}
      .map=${unread.map}
      @map-changed=${(/** @type {CustomEvent<Mapping | null>} */ { detail }) =>
        (this.unread = { ...unread, map: detail })}
      @read-asked=${this.#readUnread}
      @panel-closed=${() => (this.unread = null)}
    ></cs-mapping-form>`;
  }

  /** @param {CustomEvent<string>} event */
  #onUnread({ detail }) {
    if (this.refused.has(detail)) this.unread = { source: detail, map: null };
  }

  /** What is open for changing above the runs. @param {Texts} t @param {ReadyState} state */
  #panel(t, { panel, reading, screen }) {
    const entry = shownEntry(this.state);
    const onClosed = () => this.#change({ type: 'panel-chosen', panel: null });
    if (panel === 'rules') {
      return html`<cs-thresholds
        .texts=${t}
        .rules=${reading.rules}
        .refusal=${reading.refusal}
        .busy=${this.isBusy}
        @rules-changed=${(/** @type {CustomEvent<RuleOverrides>} */ event) =>
          void this.#rejudge(event.detail)}
        @panel-closed=${onClosed}
      ></cs-thresholds>`;
    }
    if (panel !== 'mapping' || screen !== 'run' || !entry) return nothing;
    return html`<cs-mapping-form
      .texts=${t}
      .run=${entry.run}
      .map=${reading.maps[entry.opening] ?? null}
      .refusal=${reading.refusal}
      .busy=${this.isBusy}
      @map-changed=${(/** @type {CustomEvent<Mapping | null>} */ event) =>
        void this.#remap(entry.opening, event.detail)}
      @panel-closed=${onClosed}
    ></cs-mapping-form>`;
  }

  /** A folder in which nothing looks like metrics. @param {number} id @param {Gathered} gathered */
  #onNothing(id, { passedOver }) {
    const rejected = [nothingIn(passedOver)];
    this.#change({ type: 'opening-finished', id, entries: [], rejected });
    this.status = this.#texts().opened(0, passedOver.length);
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
    this.inputs.delete(closed.opening);
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
    if (!shown) return;
    const rejected = isAll ? rejectedOf(this.state) : [];
    const runs = isAll ? this.runs : [shown.run];
    const { name, type, pieces } = exported(kind, runs, rejected, shown.run, t.language);
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

  #chooseFolder() {
    const input = this.renderRoot.querySelector('input.folder');
    if (!(input instanceof HTMLInputElement)) return;
    input.value = '';
    input.click();
  }

  /** @param {Event} event */
  #onFolder({ target }) {
    if (!(target instanceof HTMLInputElement) || !target.files?.length) return;
    const gathered = filesOfFolder(target.files);
    void this.#take(() => gathered);
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
    this.locale = detail === 'auto' ? undefined : detail;
    if (this.wholePage) store(LANGUAGE_KEY, this.locale);
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
    const { dataTransfer } = event;
    void this.#take((signal) => filesOfDrop(dataTransfer, signal));
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

/** @param {() => void} task done once nothing else is to do */
function whenIdle(task) {
  if ('requestIdleCallback' in window) requestIdleCallback(task);
  else setTimeout(task);
}

/** The run that is shown. @param {State} state */
function shownEntry(state) {
  if (state.kind !== 'ready') return undefined;
  return state.entries.find(({ key }) => key === state.selected);
}

/** @param {string | undefined} name @returns {Theme | undefined} */
function themeNamed(name) {
  return name === 'light' || name === 'dark' ? name : undefined;
}

define('checkpoint-scope', CheckpointScope);

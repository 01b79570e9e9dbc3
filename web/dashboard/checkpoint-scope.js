/**
 * <checkpoint-scope>: the whole dashboard as one element. Shows its state; every change of it passes
 * through `reduce`. What people do to the page comes from gestures.js, what is open stands in openings.js.
 */
import { LitElement, html, nothing } from 'lit';

import { openRuns } from '../api/index.js';
import { Address } from './address.js';
import { announce, runsOf } from './announce.js';
import { define } from './define.js';
import './compare-view.js';
import './empty-page.js';
import { exported } from './exports.js';
import { listenForGestures } from './gestures.js';
import { canChooseFolder, filesOfFolder } from './intake.js';
import { markStyles } from './marks.js';
import './mapping-form.js';
import './open-progress.js';
import './open-report.js';
import { previewOf } from './opened.js';
import { Openings, whenIdle } from './openings.js';
import './overview.js';
import './rejected-list.js';
import { store, stored } from './remembered.js';
import './run-list.js';
import { runParts } from './run-view.js';
import './shortcut-help.js';
import { blobOf, save } from './save.js';
import { scopeStyles } from './scope-styles.js';
import { initialState, openingsOf, reduce, rejectedOf } from './state.js';
import { textsFor } from './texts.js';
import './thresholds.js';
import { common, tokens } from './tokens.js';
import './top-bar.js';

/** @import { Input, Mapping, MetricChoice, RuleOverrides, Run } from '../api/types.js' */
/** @import { BestChoice } from './best-choice.js' */
/** @import { Preview } from './empty-page.js' */
/** @import { ExportWish } from './exports.js' */
/** @import { Action, ChartSettings, Entry, LitCheckpoint, OverviewSettings, Panel, Range, ReadyState, Screen, Shown, State, TableSettings } from './state.js' */
/** @import { Host } from './openings.js' */
/** @import { RunView } from './run-view.js' */
/** @import { ShortcutHelp } from './shortcut-help.js' */
/** @import { ShortcutAction } from './shortcuts.js' */
/** @import { Texts } from './texts.js' */
/** @import { Theme } from './top-bar.js' */
/** @import { View } from './view-link.js' */

/**
 * A run that the page offers before anyone has a file. `titles` are by language, where they differ.
 * @typedef {{ readonly name: string, readonly title: string, readonly text: string,
 *   readonly titles?: Readonly<Record<string, string>> | undefined }} Sample
 */

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
    isPrinting: { state: true },
    systemScheme: { state: true },
    awaited: { state: true },
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
    this.isPrinting = false;
    /** @type {Theme | undefined} before it was printed */
    this.themeOnScreen = undefined;
    this.system = matchMedia('(prefers-color-scheme: dark)');
    /** @type {'light' | 'dark'} */
    this.systemScheme = this.system.matches ? 'dark' : 'light';
    this.openings = new Openings(this.#host());
    this.address = new Address();
    /** @type {View | null} what a link asks for, until a run of that name is open */
    this.awaited = null;
    /** @type {readonly Entry[]} the runs that were compared last */
    this.compared = [];
    this.previewing = new AbortController();
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
    this.openings.cancelAll();
    this.#change({ type: 'runs-given', entries: this.openings.entriesOf(runs) });
    this.openings.closeAll();
  }

  /**
   * Opens files and shows their runs beside those that are open.
   * @param {readonly Input[]} inputs
   * @returns {Promise<void>} when they are shown, refused or cancelled
   */
  async open(inputs) {
    if (inputs.length === 0) return;
    await this.openings.take(() => ({ files: inputs, passedOver: [], isFolder: false }));
  }

  /** What those who open files see and do here. @returns {Host} */
  #host() {
    const state = () => this.state;
    const texts = () => this.#texts();
    const open = () => this.openRuns;
    return {
      get state() {
        return state();
      },
      get texts() {
        return texts();
      },
      get openRuns() {
        return open();
      },
      change: (action) => this.#change(action),
      opened: (entries, runs) => {
        void this.#showAwaited(entries);
        this.dispatchEvent(new CustomEvent('runs-opened', { detail: runs }));
      },
    };
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    const gestures = {
      pastedName: () => this.#texts().pastedName,
      onDragging: (/** @type {boolean} */ isDropping) => (this.isDropping = isDropping),
      onDrop: (/** @type {Parameters<Openings['take']>[0]} */ gather) =>
        void this.openings.take(gather),
      onPaste: (/** @type {readonly File[]} */ files) => void this.open(files),
      onShortcut: (/** @type {ShortcutAction} */ action) => this.#onShortcut(action),
      onPrint: (/** @type {boolean} */ isPrinting) => this.#onPrint(isPrinting),
    };
    listenForGestures(this.wholePage ? document : this, gestures, signal);
    this.system.addEventListener('change', () => this.#onSystem(), { signal });
    if (this.wholePage) {
      this.theme = themeNamed(stored(THEME_KEY)) ?? this.theme;
      this.locale = stored(LANGUAGE_KEY) ?? this.locale;
      this.address.follow((view) => this.#onView(view), signal);
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.listening?.abort();
    this.previewing.abort();
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
    this.openings.cancelAll();
    const entries = this.state.kind === 'ready' ? this.state.entries : [];
    for (const { key } of entries) this.openings.close(key);
    const addresses = (this.src ?? '').split(/\s+/).filter((address) => address !== '');
    void this.open(addresses.map((address) => ({ url: new URL(address, document.baseURI) })));
  }

  /** @override */
  firstUpdated() {
    // Samples are read while nothing else is to do, so that their cards show true curves.
    whenIdle(() => void this.#preview().then(() => this.openings.prepare()));
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
      <span class="spoken" role="status">${this.state.status}</span>
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
      @run-closed=${(/** @type {CustomEvent<number>} */ event) => this.openings.close(event.detail)}
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
          .printing=${this.isPrinting}
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
          .rules=${state.reading.rules}
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
      .busy=${state.isBusy}
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
        void this.openings.choose(entry, event.detail)}
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
    const report = reportShown(this.state);
    return html`${
      lasting.length > 0
        ? html`<cs-open-progress
            .texts=${t}
            .openings=${lasting}
            @cancel-opening=${(/** @type {CustomEvent<number>} */ event) =>
              this.openings.cancel(event.detail)}
          ></cs-open-progress>`
        : nothing
    }
    ${
      report
        ? html`<cs-open-report
            .texts=${t}
            class="control"
            .report=${report}
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
    if (this.wholePage) this.address.keep(this.state);
  }

  /** @param {View | null} view that the address asks for */
  #onView(view) {
    this.awaited = view;
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
    if (best && isThere) await this.openings.choose(entry, best);
  }

  /** The words of the chosen language, else of the browser's. */
  #texts() {
    return textsFor(...(this.locale ? [this.locale] : navigator.languages));
  }

  #scheme() {
    return this.theme === 'light' || this.theme === 'dark' ? this.theme : this.systemScheme;
  }

  /** Reads a file in which nothing was found as the person says. */
  #readUnread() {
    const { unread } = this.state;
    if (unread?.map) this.openings.retry(unread.source, unread.map);
  }

  /** @param {Texts} t */
  #unreadForm(t) {
    const { unread } = this.state;
    if (!unread) return nothing;
    return html`<cs-mapping-form
      .texts=${t}
      .source=${unread.source}
      .map=${unread.map}
      @map-changed=${(/** @type {CustomEvent<Mapping | null>} */ { detail }) =>
        this.#change({ type: 'unread-changed', unread: { ...unread, map: detail } })}
      @read-asked=${this.#readUnread}
      @panel-closed=${() => this.#change({ type: 'unread-changed', unread: null })}
    ></cs-mapping-form>`;
  }

  /** @param {CustomEvent<string>} event */
  #onUnread({ detail }) {
    if (!this.openings.canRetry(detail)) return;
    this.#change({ type: 'unread-changed', unread: { source: detail, map: null } });
  }

  /** What is open for changing above the runs. @param {Texts} t @param {ReadyState} state */
  #panel(t, { panel, reading, screen, isBusy }) {
    const entry = shownEntry(this.state);
    const onClosed = () => this.#change({ type: 'panel-chosen', panel: null });
    if (panel === 'rules') {
      return html`<cs-thresholds
        .texts=${t}
        .rules=${reading.rules}
        .best=${choicesOf(this.runs)}
        .refusal=${reading.refusal}
        .busy=${isBusy}
        @rules-changed=${(/** @type {CustomEvent<RuleOverrides>} */ event) =>
          void this.openings.rejudge(event.detail)}
        @settings-loaded=${(/** @type {CustomEvent<unknown>} */ event) =>
          void this.openings.applySettings(event.detail)}
        @panel-closed=${onClosed}
      ></cs-thresholds>`;
    }
    if (panel !== 'mapping' || screen !== 'run' || !entry) return nothing;
    return html`<cs-mapping-form
      .texts=${t}
      .run=${entry.run}
      .map=${reading.maps[entry.opening] ?? null}
      .refusal=${reading.refusal}
      .busy=${isBusy}
      @map-changed=${(/** @type {CustomEvent<Mapping | null>} */ event) =>
        void this.openings.remap(entry.opening, event.detail)}
      @panel-closed=${onClosed}
    ></cs-mapping-form>`;
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
    const say = (/** @type {string} */ status) => this.#change({ type: 'said', status });
    say(t.exporting);
    try {
      const blob = await blobOf(pieces, type);
      if (isCopy) await navigator.clipboard.writeText(await blob.text());
      else save(name, blob);
      say(isCopy ? t.copied : t.exported(name));
    } catch {
      say(t.exportFailed);
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
    void this.openings.take(() => gathered);
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

  /** @param {ShortcutAction} action */
  #onShortcut(action) {
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

/** The run that is shown. @param {Shown} state */
function shownEntry(state) {
  if (state.kind !== 'ready') return undefined;
  return state.entries.find(({ key }) => key === state.selected);
}

/** What became of the files, where runs are looked over, or where there is only one. @param {Shown} state */
function reportShown(state) {
  if (state.kind !== 'ready') return null;
  return state.screen === 'overview' || state.entries.length === 1 ? state.report : null;
}

/** What the person says best means, each once. @param {readonly Run[]} runs @returns {readonly MetricChoice[]} */
function choicesOf(runs) {
  /** @type {Map<string, MetricChoice>} */
  const choices = new Map();
  for (const { primary } of runs) {
    if (!primary?.chosenByUser) continue;
    const { name, direction } = primary;
    choices.set(`${direction} ${name}`, { name, direction });
  }
  return [...choices.values()];
}

/** @param {string | undefined} name @returns {Theme | undefined} */
function themeNamed(name) {
  return name === 'light' || name === 'dark' ? name : undefined;
}

define('checkpoint-scope', CheckpointScope);

/**
 * Everything the dashboard knows, as one plain object, and the one function that changes it. A state
 * has a kind, and each kind only has what its screen shows, so that an impossible screen cannot be
 * written.
 */

/** @import { Mapping, MetricChoice, Progress, Rejected, RuleOverrides, Run, Severity } from '../api/types.js' */
/** @import { AxisChoice } from './chart-axis.js' */

/**
 * One drop, choice or paste while it is read.
 * @typedef {object} Opening
 * @property {number} id
 * @property {readonly string[]} names of the files
 * @property {Progress['phase']} phase
 * @property {number} loadedBytes
 * @property {number} totalBytes
 * @property {number} rows read so far
 * @property {number} seconds since reading began
 * @property {boolean} visible false during the first half second, when a bar would only flicker
 */

/**
 * What became of files that were opened together.
 * @typedef {object} Report
 * @property {readonly { readonly source: string, readonly run: string, readonly format: string,
 *   readonly rows: number }[]} recognised
 * @property {readonly Rejected[]} rejected those found in a folder, which nobody chose one by one
 * @property {readonly string[]} passedOver names of those that were not read at all
 * @property {number} bytes
 * @property {number} rows
 * @property {number} seconds
 */

/**
 * A run that stands in the list.
 * @typedef {object} Entry
 * @property {number} key unique on this page
 * @property {number} opening the opening that brought it
 * @property {Run} run replaced when best is chosen anew; called as the person calls it
 * @property {number} hue number of its colour where runs stand beside each other, from 1
 */

/** What fills the page: all runs in a table, one run, or those that are marked beside each other. @typedef {'overview' | 'run' | 'compare'} Screen */

/**
 * How the table of all runs is shown.
 * @typedef {object} OverviewSettings
 * @property {string} text that the runs shown must contain
 * @property {Severity | ''} severity of the verdicts shown; "" shows all
 * @property {string} metric whose values are shown; "" is each run's own
 * @property {OverviewColumn | ''} sort "" keeps the order in which they were opened
 * @property {boolean} isDescending
 */
/** @typedef {'name' | 'verdict' | 'best' | 'last' | 'steps' | 'duration'} OverviewColumn */

/** A checkpoint by its number, or, where a chart only knows that, by where it stands. @typedef {{ readonly index: number | null, readonly x: number | null }} LitCheckpoint */
/** @typedef {{ readonly from: number, readonly to: number }} Range on the axis that charts are drawn on */

/**
 * How curves are drawn, the same for all runs.
 * @typedef {object} ChartSettings
 * @property {AxisChoice | null} x null: each run's own
 * @property {boolean} isLogX
 * @property {boolean} isLogY
 * @property {'step' | 'point'} smoothBy
 * @property {number} weight of the past when smoothing, 0 to 0.999; 0 draws raw curves
 * @property {boolean} isClipping keeps what lies far outside off the axis, and marks it
 * @property {string | null} expanded key of the one chart that is shown large
 */

/**
 * How files are read and judged, as the person changed it.
 * @typedef {object} ReadingSettings
 * @property {RuleOverrides} rules numbers other than the defaults, for all runs
 * @property {readonly MetricChoice[]} best what it means in runs that are opened, as a file of settings says
 * @property {Readonly<Record<number, Mapping>>} maps where things stand in the files of an opening
 * @property {string} refusal why the last change was not taken; '' when it was
 */

/** What is open for changing above the runs: the numbers of the rules, or where things stand in a file. @typedef {'rules' | 'mapping' | null} Panel */

/**
 * How the checkpoint table shows its rows and columns.
 * @typedef {object} TableSettings
 * @property {string} sort as `rows` takes it
 * @property {boolean} isDescending
 * @property {string} filter as the person wrote it
 * @property {boolean} isSavedOnly
 * @property {readonly string[]} hidden keys of columns
 * @property {readonly string[]} pinned keys of columns that stay while the others scroll
 */

/** @typedef {{ readonly source: string, readonly map: Mapping | null }} Unread `map`: what the person has said so far */

/** @typedef {{ readonly kind: 'empty' }} EmptyState */
/** @typedef {{ readonly kind: 'loading', readonly openings: readonly Opening[] }} LoadingState */
/**
 * @typedef {object} ReadyState
 * @property {'ready'} kind
 * @property {readonly Entry[]} entries at least one
 * @property {Screen} screen
 * @property {number} selected key of the run that is shown
 * @property {readonly number[]} marked keys of the runs that are compared, in the order of the list
 * @property {OverviewSettings} overview
 * @property {LitCheckpoint | null} checkpoint the one that is lit everywhere
 * @property {number | null} finding index of the finding that was chosen
 * @property {number | null} hovered index of the finding below the pointer; it outshines the chosen one
 * @property {Range | null} zoom null shows the whole run
 * @property {ChartSettings} charts
 * @property {TableSettings} table
 * @property {readonly Opening[]} openings
 * @property {readonly Rejected[]} rejected
 * @property {ReadingSettings} reading
 * @property {Panel} panel
 * @property {boolean} isBusy while what is shown is worked out anew
 * @property {Report | null} report of the last opening of several files
 */
/**
 * @typedef {object} FailedState
 * @property {'failed'} kind nothing could be read
 * @property {readonly Rejected[]} rejected at least one
 * @property {readonly Opening[]} openings
 */
/** @typedef {EmptyState | LoadingState | ReadyState | FailedState} Shown what fills the page */
/**
 * What outlives a change of what fills the page.
 * @typedef {object} Lasting
 * @property {string} status what was said last to those who hear the page
 * @property {Unread | null} unread the file in which nothing was found, while the person says where things stand
 */
/** @typedef {Shown & Lasting} State */

/**
 * @typedef {{ readonly type: 'opening-started', readonly id: number }
 *   | { readonly type: 'opening-read', readonly id: number, readonly names: readonly string[],
 *     readonly totalBytes: number }
 *   | { readonly type: 'opening-progressed', readonly id: number, readonly progress: Progress,
 *     readonly seconds: number }
 *   | { readonly type: 'opening-lasts', readonly id: number }
 *   | { readonly type: 'opening-cancelled', readonly id: number }
 *   | { readonly type: 'opening-finished', readonly id: number, readonly entries: readonly Entry[],
 *     readonly rejected: readonly Rejected[], readonly report?: Report | null }
 *   | { readonly type: 'runs-given', readonly entries: readonly Entry[] }
 *   | { readonly type: 'opening-reread', readonly id: number, readonly entries: readonly Entry[] }
 *   | { readonly type: 'reading-changed', readonly change: Partial<ReadingSettings> }
 *   | { readonly type: 'panel-chosen', readonly panel: Panel }
 *   | { readonly type: 'report-dismissed' }
 *   | { readonly type: 'run-selected', readonly key: number }
 *   | { readonly type: 'view-asked', readonly key: number, readonly charts: ChartSettings,
 *     readonly table: TableSettings, readonly zoom: Range | null, readonly screen: Screen, readonly marked: readonly number[] }
 *   | { readonly type: 'screen-chosen', readonly screen: Screen }
 *   | { readonly type: 'runs-marked', readonly keys: readonly number[], readonly isMarked: boolean }
 *   | { readonly type: 'overview-changed', readonly change: Partial<OverviewSettings> }
 *   | { readonly type: 'run-edited', readonly key: number, readonly name: string, readonly hue: number }
 *   | { readonly type: 'run-analysed', readonly key: number, readonly run: Run }
 *   | { readonly type: 'run-closed', readonly key: number }
 *   | { readonly type: 'checkpoint-lit', readonly checkpoint: LitCheckpoint }
 *   | { readonly type: 'checkpoint-left', readonly index: number | null }
 *   | { readonly type: 'finding-hovered', readonly index: number | null }
 *   | { readonly type: 'finding-chosen', readonly index: number | null }
 *   | { readonly type: 'zoomed', readonly range: Range | null }
 *   | { readonly type: 'table-changed', readonly change: Partial<TableSettings> }
 *   | { readonly type: 'charts-changed', readonly change: Partial<ChartSettings> }
 *   | { readonly type: 'said', readonly status: string }
 *   | { readonly type: 'unread-changed', readonly unread: Unread | null }
 *   | { readonly type: 'busy-changed', readonly isBusy: boolean }
 *   | { readonly type: 'rejected-retried', readonly source: string }
 *   | { readonly type: 'rejected-dismissed' }} Action
 */

/** @type {ChartSettings} */
export const initialCharts = {
  x: null,
  isLogX: false,
  isLogY: false,
  smoothBy: 'step',
  weight: 0,
  isClipping: true,
  expanded: null,
};

/** @type {OverviewSettings} */
export const initialOverview = {
  text: '',
  severity: '',
  metric: '',
  sort: '',
  isDescending: false,
};

/** @type {TableSettings} */
export const initialTable = {
  sort: '',
  isDescending: false,
  filter: '',
  isSavedOnly: false,
  hidden: [],
  pinned: [],
};

/** @type {State} */
export const initialState = { kind: 'empty', status: '', unread: null };

/**
 * The state after an action. Pure; actions about what is no longer there change nothing.
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  const { status, unread } = state;
  if (action.type === 'said') return { ...state, status: action.status };
  if (action.type === 'unread-changed') return { ...state, unread: action.unread };
  const next = reduceShown(state, action);
  return next === state ? state : { ...next, status, unread };
}

/**
 * @param {Shown} state
 * @param {Action} action
 * @returns {Shown}
 */
function reduceShown(state, action) {
  switch (action.type) {
    case 'opening-started': {
      return withOpenings(state, [...openingsOf(state), { ...firstOpening, id: action.id }]);
    }
    case 'opening-read': {
      const { id, names, totalBytes } = action;
      return withOpening(state, id, { names, totalBytes });
    }
    case 'opening-progressed': {
      const { id, progress, seconds } = action;
      return withOpening(state, id, { ...pick(progress), seconds });
    }
    case 'opening-lasts':
      return withOpening(state, action.id, { visible: true });
    case 'opening-cancelled':
      return withOpenings(state, without(openingsOf(state), action.id));
    case 'opening-finished': {
      const openings = without(openingsOf(state), action.id);
      const rejected = [...rejectedOf(state), ...action.rejected];
      const report = action.report ?? null;
      const before = state.kind === 'ready' ? state.entries : [];
      const first = action.entries[0];
      if (first) {
        const entries = [...before, ...action.entries];
        const kept = state.kind === 'ready' ? state : firstReady;
        // One file more is looked at; several are looked over.
        const screen = action.entries.length > 1 ? 'overview' : 'run';
        return { ...kept, ...shown(entries, first.key), screen, openings, rejected, report };
      }
      if (state.kind === 'ready') return { ...state, openings, rejected, report };
      if (rejected.length > 0) return { kind: 'failed', openings, rejected };
      return openings.length > 0 ? { kind: 'loading', openings } : initialState;
    }
    case 'runs-given':
      return withGiven(state, action.entries);
    case 'rejected-retried': {
      if (state.kind !== 'ready' && state.kind !== 'failed') return state;
      const rejected = state.rejected.filter(({ source }) => source !== action.source);
      if (state.kind === 'failed' && rejected.length === 0) {
        return { kind: 'loading', openings: state.openings };
      }
      return { ...state, rejected };
    }
    case 'rejected-dismissed':
      if (state.kind === 'ready') return { ...state, rejected: [] };
      if (state.kind !== 'failed') return state;
      return state.openings.length > 0
        ? { kind: 'loading', openings: state.openings }
        : initialState;
    default:
      return state.kind === 'ready' ? reduceReady(state, action) : state;
  }
}

/**
 * Other runs in place of all there are; what was looked at stays, where a run of its name is among them.
 * @param {Shown} state
 * @param {readonly Entry[]} entries
 * @returns {Shown}
 */
function withGiven(state, entries) {
  const openings = openingsOf(state);
  const first = entries[0];
  if (!first) return openings.length > 0 ? { kind: 'loading', openings } : initialState;
  const was = state.kind === 'ready' ? state : undefined;
  const name = was?.entries.find(({ key }) => key === was.selected)?.run.name;
  const same = entries.find(({ run }) => run.name === name);
  const kept = was ?? firstReady;
  const zoom = same && was ? was.zoom : null;
  const stays = entries.length === 1 || (same && was?.screen === 'run');
  return {
    ...kept,
    ...shown(entries, (same ?? first).key),
    screen: stays ? 'run' : 'overview',
    marked: [],
    zoom,
    openings,
    rejected: [],
    report: null,
  };
}

/**
 * Actions that only make sense while runs are shown.
 * @param {ReadyState} state
 * @param {Action} action
 * @returns {Shown}
 */
function reduceReady(state, action) {
  switch (action.type) {
    case 'run-selected':
      if (!state.entries.some((entry) => entry.key === action.key)) return state;
      return {
        ...state,
        ...shown(state.entries, action.key),
        screen: 'run',
        // Orders and filters are about the columns of one run.
        table: { ...initialTable, hidden: state.table.hidden, pinned: state.table.pinned },
      };
    case 'view-asked':
      if (!state.entries.some((entry) => entry.key === action.key)) return state;
      return {
        ...state,
        ...shown(state.entries, action.key),
        charts: action.charts,
        screen: state.entries.length > 1 ? action.screen : 'run',
        marked: action.marked.length > 0 ? action.marked : state.marked,
        table: action.table,
        zoom: action.zoom,
      };
    case 'screen-chosen':
      // A stretch of one screen's axis is none of another's.
      return action.screen === state.screen
        ? state
        : { ...state, screen: action.screen, zoom: null };
    case 'runs-marked': {
      const keys = new Set(state.marked);
      for (const key of action.keys) {
        if (action.isMarked) keys.add(key);
        else keys.delete(key);
      }
      return { ...state, marked: keysOf(state.entries).filter((key) => keys.has(key)) };
    }
    case 'opening-reread': {
      const { id } = action;
      const at = state.entries.findIndex(({ opening }) => opening === id);
      const others = state.entries.filter(({ opening }) => opening !== id);
      const entries = others.toSpliced(Math.max(at, 0), 0, ...action.entries);
      const isKept = entries.some(({ key }) => key === state.selected);
      const selected = isKept ? state.selected : (action.entries[0] ?? entries[0])?.key;
      if (selected === undefined) return state;
      const marked = state.marked.filter((key) => keysOf(entries).includes(key));
      return { ...state, ...shown(entries, selected), zoom: state.zoom, marked };
    }
    case 'reading-changed':
      return { ...state, reading: { ...state.reading, ...action.change } };
    case 'busy-changed':
      return { ...state, isBusy: action.isBusy };
    case 'panel-chosen':
      return { ...state, panel: action.panel === state.panel ? null : action.panel };
    case 'report-dismissed':
      return { ...state, report: null };
    case 'overview-changed':
      return { ...state, overview: { ...state.overview, ...action.change } };
    case 'run-edited': {
      const { key, name, hue } = action;
      const entries = state.entries.map((entry) =>
        entry.key === key ? { ...entry, run: { ...entry.run, name }, hue } : entry,
      );
      return { ...state, entries };
    }
    case 'run-analysed': {
      const entries = state.entries.map((entry) =>
        entry.key === action.key
          ? { ...entry, run: { ...action.run, name: entry.run.name } }
          : entry,
      );
      return { ...state, entries, finding: null, hovered: null };
    }
    case 'run-closed': {
      const at = state.entries.findIndex((entry) => entry.key === action.key);
      if (at < 0) return state;
      const entries = state.entries.filter((entry) => entry.key !== action.key);
      const next = entries[Math.min(at, entries.length - 1)];
      if (next) {
        const key = state.selected === action.key ? next.key : state.selected;
        const marked = state.marked.filter((other) => other !== action.key);
        const screen = entries.length > 1 ? state.screen : 'run';
        return { ...state, ...shown(entries, key), marked, screen };
      }
      if (state.rejected.length > 0) {
        return { kind: 'failed', rejected: state.rejected, openings: state.openings };
      }
      return state.openings.length > 0
        ? { kind: 'loading', openings: state.openings }
        : initialState;
    }
    case 'checkpoint-lit':
      return { ...state, checkpoint: action.checkpoint };
    case 'checkpoint-left':
      // Something else may have lit another one since.
      return state.checkpoint?.index === action.index ? { ...state, checkpoint: null } : state;
    case 'finding-hovered':
      return { ...state, hovered: action.index };
    case 'finding-chosen':
      return { ...state, finding: action.index, hovered: null };
    case 'zoomed':
      return { ...state, zoom: action.range };
    case 'table-changed':
      return { ...state, table: { ...state.table, ...action.change } };
    case 'charts-changed': {
      const charts = { ...state.charts, ...action.change };
      // A stretch of one axis is none of another.
      const isSameAxis = charts.x === state.charts.x && charts.isLogX === state.charts.isLogX;
      return { ...state, charts, zoom: isSameAxis ? state.zoom : null };
    }
    default:
      return state;
  }
}

/**
 * The parts of a ready state that start afresh with every run that is shown.
 * @param {readonly Entry[]} entries
 * @param {number} selected
 */
function shown(entries, selected) {
  const nothingLit = { checkpoint: null, finding: null, hovered: null, zoom: null };
  return { kind: /** @type {const} */ ('ready'), entries, selected, ...nothingLit };
}

/** @type {ReadingSettings} */
export const initialReading = { rules: {}, best: [], maps: {}, refusal: '' };

/** What a page that shows its first runs starts with. @type {Pick<ReadyState, 'charts' | 'table' | 'marked' | 'overview' | 'reading' | 'panel' | 'isBusy'>} */
const firstReady = {
  charts: initialCharts,
  table: initialTable,
  marked: [],
  overview: initialOverview,
  reading: initialReading,
  panel: null,
  isBusy: false,
};

/** @param {readonly Entry[]} entries */
function keysOf(entries) {
  return entries.map(({ key }) => key);
}

/** @param {Shown} state @returns {readonly Opening[]} */
export function openingsOf(state) {
  return state.kind === 'empty' ? [] : state.openings;
}

/** @param {Shown} state @returns {readonly Rejected[]} */
export function rejectedOf(state) {
  return state.kind === 'ready' || state.kind === 'failed' ? state.rejected : [];
}

/** @param {Progress} progress */
function pick({ phase, loadedBytes, totalBytes, rows }) {
  return { phase, loadedBytes, totalBytes, rows };
}

/** An opening whose files are still being gathered. @type {Opening} */
const firstOpening = {
  id: 0,
  names: [],
  totalBytes: 0,
  phase: 'reading',
  loadedBytes: 0,
  rows: 0,
  seconds: 0,
  visible: false,
};

/** @param {Shown} state @param {number} id @param {Partial<Opening>} change */
function withOpening(state, id, change) {
  return withOpenings(
    state,
    openingsOf(state).map((opening) => (opening.id === id ? { ...opening, ...change } : opening)),
  );
}

/** @param {readonly Opening[]} openings @param {number} id */
function without(openings, id) {
  return openings.filter((opening) => opening.id !== id);
}

/**
 * @param {Shown} state
 * @param {readonly Opening[]} openings
 * @returns {Shown}
 */
function withOpenings(state, openings) {
  if (state.kind === 'ready' || state.kind === 'failed') return { ...state, openings };
  return openings.length > 0 ? { kind: 'loading', openings } : initialState;
}

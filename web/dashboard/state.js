/**
 * Everything the dashboard knows, as one plain object, and the one function that changes it. A state
 * has a kind, and each kind only has what its screen shows, so that an impossible screen cannot be
 * written.
 */

/** @import { Progress, Rejected, Run } from '../api/types.js' */
/** @import { AxisChoice } from './chart-axis.js' */

/**
 * One drop, choice or paste while it is read.
 * @typedef {object} Opening
 * @property {number} id
 * @property {readonly string[]} names of the files
 * @property {Progress['phase']} phase
 * @property {number} loadedBytes
 * @property {number} totalBytes
 * @property {boolean} visible false during the first half second, when a bar would only flicker
 */

/**
 * A run that stands in the list.
 * @typedef {object} Entry
 * @property {number} key unique on this page
 * @property {number} opening the opening that brought it
 * @property {Run} run replaced when best is chosen anew
 */

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
 * How the checkpoint table shows its rows and columns.
 * @typedef {object} TableSettings
 * @property {string} sort as `rows` takes it
 * @property {boolean} isDescending
 * @property {string} filter as the person wrote it
 * @property {boolean} isSavedOnly
 * @property {readonly string[]} hidden keys of columns
 * @property {readonly string[]} pinned keys of columns that stay while the others scroll
 */

/** @typedef {{ readonly kind: 'empty' }} EmptyState */
/** @typedef {{ readonly kind: 'loading', readonly openings: readonly Opening[] }} LoadingState */
/**
 * @typedef {object} ReadyState
 * @property {'ready'} kind
 * @property {readonly Entry[]} entries at least one
 * @property {number} selected key of the run that is shown
 * @property {LitCheckpoint | null} checkpoint the one that is lit everywhere
 * @property {number | null} finding index of the finding that was chosen
 * @property {number | null} hovered index of the finding below the pointer; it outshines the chosen one
 * @property {Range | null} zoom null shows the whole run
 * @property {ChartSettings} charts
 * @property {TableSettings} table
 * @property {readonly Opening[]} openings
 * @property {readonly Rejected[]} rejected
 */
/**
 * @typedef {object} FailedState
 * @property {'failed'} kind nothing could be read
 * @property {readonly Rejected[]} rejected at least one
 * @property {readonly Opening[]} openings
 */
/** @typedef {EmptyState | LoadingState | ReadyState | FailedState} State */

/**
 * @typedef {{ readonly type: 'opening-started', readonly id: number, readonly names: readonly string[],
 *     readonly totalBytes: number }
 *   | { readonly type: 'opening-progressed', readonly id: number, readonly progress: Progress }
 *   | { readonly type: 'opening-lasts', readonly id: number }
 *   | { readonly type: 'opening-cancelled', readonly id: number }
 *   | { readonly type: 'opening-finished', readonly id: number, readonly entries: readonly Entry[],
 *     readonly rejected: readonly Rejected[] }
 *   | { readonly type: 'run-selected', readonly key: number }
 *   | { readonly type: 'view-asked', readonly key: number, readonly charts: ChartSettings,
 *     readonly table: TableSettings, readonly zoom: Range | null }
 *   | { readonly type: 'run-analysed', readonly key: number, readonly run: Run }
 *   | { readonly type: 'run-closed', readonly key: number }
 *   | { readonly type: 'checkpoint-lit', readonly checkpoint: LitCheckpoint }
 *   | { readonly type: 'checkpoint-left', readonly index: number | null }
 *   | { readonly type: 'finding-hovered', readonly index: number | null }
 *   | { readonly type: 'finding-chosen', readonly index: number | null }
 *   | { readonly type: 'zoomed', readonly range: Range | null }
 *   | { readonly type: 'table-changed', readonly change: Partial<TableSettings> }
 *   | { readonly type: 'charts-changed', readonly change: Partial<ChartSettings> }
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
export const initialState = { kind: 'empty' };

/**
 * The state after an action. Pure; actions about what is no longer there change nothing.
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.type) {
    case 'opening-started': {
      const { id, names, totalBytes } = action;
      /** @type {Opening} */
      const opening = { id, names, totalBytes, phase: 'reading', loadedBytes: 0, visible: false };
      return withOpenings(state, [...openingsOf(state), opening]);
    }
    case 'opening-progressed':
      return withOpenings(
        state,
        openingsOf(state).map((opening) =>
          opening.id === action.id ? { ...opening, ...pick(action.progress) } : opening,
        ),
      );
    case 'opening-lasts':
      return withOpenings(
        state,
        openingsOf(state).map((opening) =>
          opening.id === action.id ? { ...opening, visible: true } : opening,
        ),
      );
    case 'opening-cancelled':
      return withOpenings(state, without(openingsOf(state), action.id));
    case 'opening-finished': {
      const openings = without(openingsOf(state), action.id);
      const rejected = [...rejectedOf(state), ...action.rejected];
      const before = state.kind === 'ready' ? state.entries : [];
      const first = action.entries[0];
      if (first) {
        const entries = [...before, ...action.entries];
        const charts = state.kind === 'ready' ? state.charts : initialCharts;
        const table = state.kind === 'ready' ? state.table : initialTable;
        return { ...shown(entries, first.key), charts, table, openings, rejected };
      }
      if (state.kind === 'ready') return { ...state, openings, rejected };
      if (rejected.length > 0) return { kind: 'failed', openings, rejected };
      return openings.length > 0 ? { kind: 'loading', openings } : initialState;
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
 * Actions that only make sense while runs are shown.
 * @param {ReadyState} state
 * @param {Action} action
 * @returns {State}
 */
function reduceReady(state, action) {
  switch (action.type) {
    case 'run-selected':
      if (!state.entries.some((entry) => entry.key === action.key)) return state;
      return {
        ...state,
        ...shown(state.entries, action.key),
        // Orders and filters are about the columns of one run.
        table: { ...initialTable, hidden: state.table.hidden, pinned: state.table.pinned },
      };
    case 'view-asked':
      if (!state.entries.some((entry) => entry.key === action.key)) return state;
      return {
        ...state,
        ...shown(state.entries, action.key),
        charts: action.charts,
        table: action.table,
        zoom: action.zoom,
      };
    case 'run-analysed': {
      const entries = state.entries.map((entry) =>
        entry.key === action.key ? { ...entry, run: action.run } : entry,
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
        return { ...state, ...shown(entries, key) };
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
 * @returns {Omit<ReadyState, 'openings' | 'rejected' | 'charts' | 'table'>}
 */
function shown(entries, selected) {
  const nothingLit = { checkpoint: null, finding: null, hovered: null, zoom: null };
  return { kind: 'ready', entries, selected, ...nothingLit };
}

/** @param {State} state @returns {readonly Opening[]} */
export function openingsOf(state) {
  return state.kind === 'empty' ? [] : state.openings;
}

/** @param {State} state @returns {readonly Rejected[]} */
export function rejectedOf(state) {
  return state.kind === 'ready' || state.kind === 'failed' ? state.rejected : [];
}

/** @param {Progress} progress */
function pick({ phase, loadedBytes, totalBytes }) {
  return { phase, loadedBytes, totalBytes };
}

/** @param {readonly Opening[]} openings @param {number} id */
function without(openings, id) {
  return openings.filter((opening) => opening.id !== id);
}

/**
 * @param {State} state
 * @param {readonly Opening[]} openings
 * @returns {State}
 */
function withOpenings(state, openings) {
  if (state.kind === 'ready' || state.kind === 'failed') return { ...state, openings };
  return openings.length > 0 ? { kind: 'loading', openings } : initialState;
}

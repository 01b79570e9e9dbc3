/**
 * What is shown of which run, as the part of an address behind its #: a link to it shows the same as
 * soon as a run of that name is open. Files are never part of it, and nothing of it is ever sent.
 */
import { initialCharts, initialTable } from './state.js';

/** @import { Direction } from '../api/types.js' */
/** @import { AxisChoice } from './chart-axis.js' */
/** @import { ChartSettings, Range, Screen, State, TableSettings } from './state.js' */

/**
 * @typedef {object} View
 * @property {string} run its name
 * @property {Screen} screen
 * @property {readonly string[]} marked names of the runs that are compared
 * @property {{ readonly metric: string, readonly direction: Direction } | null} best chosen by the person
 * @property {ChartSettings} charts
 * @property {TableSettings} table
 * @property {Range | null} zoom
 */

/** @type {readonly AxisChoice[]} */
const AXES = ['step', 'epoch', 'time', 'index', 'tokens', 'relative'];
/** @type {readonly Screen[]} */
const SCREENS = ['overview', 'run', 'compare'];
/** Addresses have an end. */
const MARKED_MAX = 16;
const WEIGHT_MAX = 0.999;

/**
 * The view of a state, without #; null when no run is shown.
 * @param {State} state
 * @returns {string | null}
 */
export function linkOf(state) {
  if (state.kind !== 'ready') return null;
  const run = state.entries.find(({ key }) => key === state.selected)?.run;
  if (!run) return null;
  const { charts, table, zoom } = state;
  const link = new URLSearchParams({ run: run.name });
  if (state.screen !== 'run') link.set('screen', state.screen);
  for (const key of state.screen === 'compare' ? state.marked.slice(0, MARKED_MAX) : []) {
    const marked = state.entries.find((entry) => entry.key === key);
    if (marked) link.append('mark', marked.run.name);
  }
  if (run.primary?.chosenByUser) link.set('best', `${run.primary.direction}:${run.primary.name}`);
  if (charts.x !== null) link.set('x', charts.x);
  if (charts.isLogX) link.set('logx', '1');
  if (charts.isLogY) link.set('logy', '1');
  if (charts.weight > 0) link.set('smooth', `${charts.smoothBy}:${charts.weight}`);
  if (!charts.isClipping) link.set('clip', '0');
  if (charts.expanded !== null) link.set('chart', charts.expanded);
  // Another screen's stretch would be none of the run's.
  if (zoom && state.screen === 'run') link.set('zoom', `${zoom.from}:${zoom.to}`);
  if (table.sort !== '') link.set('sort', `${table.isDescending ? 'down' : 'up'}:${table.sort}`);
  if (table.filter !== '') link.set('filter', table.filter);
  if (table.isSavedOnly) link.set('saved', '1');
  for (const key of table.hidden) link.append('hide', key);
  for (const key of table.pinned) link.append('pin', key);
  return String(link);
}

/**
 * The view that a link means; what makes no sense in it is as if it were not there.
 * @param {string} hash with or without #
 * @returns {View | null} null when it names no run
 */
export function viewOf(hash) {
  const link = new URLSearchParams(hash.replace(/^#/, ''));
  const run = link.get('run');
  if (!run) return null;
  const [direction = '', metric = ''] = halves(link.get('best'));
  const isDirection = direction === 'lower' || direction === 'higher';
  const [by = '', weight = ''] = halves(link.get('smooth'));
  const [from = NaN, to = NaN] = halves(link.get('zoom')).map(Number);
  const [order = '', sort = ''] = halves(link.get('sort'));
  return {
    run,
    screen: SCREENS.find((screen) => screen === link.get('screen')) ?? 'run',
    marked: link.getAll('mark'),
    best: isDirection && metric !== '' ? { metric, direction } : null,
    charts: {
      ...initialCharts,
      x: AXES.find((axis) => axis === link.get('x')) ?? null,
      isLogX: link.get('logx') === '1',
      isLogY: link.get('logy') === '1',
      smoothBy: by === 'point' ? 'point' : 'step',
      weight: Math.min(Math.max(Number(weight) || 0, 0), WEIGHT_MAX),
      isClipping: link.get('clip') !== '0',
      expanded: link.get('chart'),
    },
    table: {
      ...initialTable,
      sort,
      isDescending: order === 'down',
      filter: link.get('filter') ?? '',
      isSavedOnly: link.get('saved') === '1',
      hidden: link.getAll('hide'),
      pinned: link.getAll('pin'),
    },
    zoom: Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : null,
  };
}

/** What stands before and behind the first colon. @param {string | null} text @returns {readonly string[]} */
function halves(text) {
  const at = text?.indexOf(':') ?? -1;
  return text === null || at < 0 ? [] : [text.slice(0, at), text.slice(at + 1)];
}

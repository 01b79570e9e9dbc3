/** The dashboard's state and the labels of its axes, without a browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axisLabels, placeOnAxis } from '../../web/dashboard/format.js';
import { initialState, reduce } from '../../web/dashboard/state.js';
import { textsFor } from '../../web/dashboard/texts.js';
import { linkOf, viewOf } from '../../web/dashboard/view-link.js';

/** @import { Rejected, Run } from '../../web/api/types.js' */
/** @import { Action, Entry, State } from '../../web/dashboard/state.js' */

/** An entry whose run nobody asks anything. @param {number} key @param {number} opening @returns {Entry} */
const entry = (key, opening) => ({ key, opening, hue: 1, run: /** @type {Run} */ ({}) });

/** @type {Rejected} */
const refused = {
  source: 'x.html',
  code: 'html',
  byte: 0,
  line: 1,
  column: 1,
  message: '',
  advice: '',
  zh: { message: '', advice: '' },
  excerpt: '',
  caret: 0,
};

/** @param {readonly Action[]} actions @param {State} [state] */
const after = (actions, state = initialState) => actions.reduce(reduce, state);

/** @type {Action} */
const started = { type: 'opening-started', id: 1 };

test('an opening shows nothing at first, then its bytes, and leaves no trace when cancelled', () => {
  const loading = after([started]);
  assert.deepEqual(loading.kind === 'loading' && loading.openings[0]?.visible, false);
  const lasting = after([{ type: 'opening-lasts', id: 1 }], loading);
  assert.deepEqual(lasting.kind === 'loading' && lasting.openings[0]?.visible, true);
  assert.deepEqual(after([{ type: 'opening-cancelled', id: 1 }], lasting), initialState);
});

test('runs of a later opening join those that are there, and the first new one is shown', () => {
  const state = after([
    started,
    { type: 'opening-finished', id: 1, entries: [entry(1, 1), entry(2, 1)], rejected: [] },
    { type: 'opening-started', id: 2 },
    { type: 'opening-finished', id: 2, entries: [entry(3, 2)], rejected: [refused] },
  ]);
  assert.equal(state.kind, 'ready');
  assert.deepEqual(state.kind === 'ready' && state.entries.map(({ key }) => key), [1, 2, 3]);
  assert.equal(state.kind === 'ready' && state.selected, 3);
  assert.equal(state.kind === 'ready' && state.rejected.length, 1);
});

test('runs that are given take the place of all, and the one of the same name is looked at as before', () => {
  const named = (/** @type {number} */ key, /** @type {string} */ name) => ({
    ...entry(key, 0),
    run: /** @type {Run} */ ({ name }),
  });
  const zoom = { from: 1, to: 2 };
  const before = after([
    { type: 'runs-given', entries: [named(1, 'a'), named(2, 'b')] },
    { type: 'run-selected', key: 2 },
    { type: 'zoomed', range: zoom },
  ]);
  const same = after([{ type: 'runs-given', entries: [named(3, 'a'), named(4, 'b')] }], before);
  assert.deepEqual(same.kind === 'ready' && [same.selected, same.zoom], [4, zoom]);
  const others = after([{ type: 'runs-given', entries: [named(5, 'c')] }], before);
  assert.deepEqual(others.kind === 'ready' && [others.selected, others.zoom], [5, null]);
  assert.deepEqual(after([{ type: 'runs-given', entries: [] }], before), initialState);
});

test('an opening that yields nothing is a failure, unless runs are shown already', () => {
  /** @type {Action} */
  const nothing = { type: 'opening-finished', id: 1, entries: [], rejected: [refused] };
  assert.equal(after([started, nothing]).kind, 'failed');
  assert.deepEqual(after([started, nothing, { type: 'rejected-dismissed' }]), initialState);
  const ready = after([
    { type: 'opening-finished', id: 0, entries: [entry(1, 0)], rejected: [] },
    started,
    nothing,
  ]);
  assert.equal(ready.kind, 'ready');
});

test('closing runs shows a neighbour, and the last one empties the page', () => {
  const ready = after([
    { type: 'opening-finished', id: 1, entries: [entry(1, 1), entry(2, 1)], rejected: [] },
    { type: 'run-selected', key: 2 },
    { type: 'run-closed', key: 2 },
  ]);
  assert.equal(ready.kind === 'ready' && ready.selected, 1);
  assert.deepEqual(after([{ type: 'run-closed', key: 1 }], ready), initialState);
});

test('showing another run forgets the zoom and what was lit', () => {
  const state = after([
    { type: 'opening-finished', id: 1, entries: [entry(1, 1), entry(2, 1)], rejected: [] },
    { type: 'zoomed', range: { from: 1, to: 2 } },
    { type: 'finding-chosen', index: 0 },
    { type: 'checkpoint-lit', checkpoint: { index: 3, x: 30 } },
    { type: 'run-selected', key: 2 },
  ]);
  assert.ok(state.kind === 'ready');
  assert.deepEqual([state.zoom, state.finding, state.checkpoint], [null, null, null]);
});

test('a link says what is shown, and means the same when it is followed', () => {
  const run = /** @type {Run} */ (
    /** @type {Partial<Run>} */ ({
      name: 'a b&c=d#1',
      primary: { name: 'eval:loss', direction: 'lower', chosenByUser: true, otherSets: [] },
    })
  );
  const state = after([
    {
      type: 'opening-finished',
      id: 1,
      entries: [{ key: 1, opening: 1, hue: 1, run }],
      rejected: [],
    },
    {
      type: 'charts-changed',
      change: { x: 'relative', isLogX: true, isLogY: true, weight: 0.9, smoothBy: 'point' },
    },
    { type: 'charts-changed', change: { isClipping: false, expanded: 'step loss' } },
    { type: 'zoomed', range: { from: 0.1, to: 1e7 / 3 } },
    {
      type: 'table-changed',
      change: { sort: 'metric:a:b', isDescending: true, filter: 'a < 1', isSavedOnly: true },
    },
    { type: 'table-changed', change: { hidden: ['time', 'id'], pinned: ['metric:x&y'] } },
  ]);
  assert.ok(state.kind === 'ready');
  assert.deepEqual(viewOf(`#${linkOf(state)}`), {
    run: run.name,
    screen: 'run',
    marked: [],
    best: { metric: 'eval:loss', direction: 'lower' },
    charts: state.charts,
    table: state.table,
    zoom: state.zoom,
  });
  assert.equal(linkOf(initialState), null);
});

test('a link to a comparison names the runs in it', () => {
  const named = (/** @type {number} */ key) => ({
    ...entry(key, 1),
    run: /** @type {Run} */ (/** @type {Partial<Run>} */ ({ name: `run & ${key}` })),
  });
  const state = after([
    {
      type: 'opening-finished',
      id: 1,
      entries: [named(1), named(2), named(3)],
      rejected: [],
    },
    { type: 'runs-marked', keys: [1, 3], isMarked: true },
    { type: 'screen-chosen', screen: 'compare' },
  ]);
  const view = viewOf(`#${linkOf(state)}`);
  assert.deepEqual([view?.screen, view?.marked], ['compare', ['run & 1', 'run & 3']]);
});

test('what makes no sense in a link is as if it were not there', () => {
  const nothing = viewOf('#run=a');
  assert.equal(viewOf('#run='), null);
  assert.equal(viewOf(''), null);
  for (const part of [
    'x=colour',
    'zoom=3:1',
    'zoom=a:b',
    'smooth=step:x',
    'best=up:loss',
    'best=lower',
    'screen=nowhere',
  ]) {
    assert.deepEqual(viewOf(`#run=a&${part}`), nothing, part);
  }
  assert.equal(viewOf('#run=a&smooth=step:7')?.charts.weight, 0.999);
});

test('actions about what is gone change nothing', () => {
  for (const action of /** @type {readonly Action[]} */ ([
    { type: 'run-selected', key: 9 },
    { type: 'run-closed', key: 9 },
    { type: 'zoomed', range: null },
    { type: 'opening-lasts', id: 9 },
    { type: 'opening-cancelled', id: 9 },
  ])) {
    assert.deepEqual(reduce(initialState, action), initialState, action.type);
  }
});

test('labels of an axis are short and still tell neighbours apart', () => {
  /** @type {readonly (readonly [readonly number[], readonly string[]])[]} */
  const cases = [
    [
      [0, 100, 200],
      ['0', '100', '200'],
    ],
    [
      [0, 10_000, 20_000],
      ['0', '10k', '20k'],
    ],
    [
      [1_000_000, 1_500_000, 2_000_000],
      ['1.0M', '1.5M', '2.0M'],
    ],
    [
      [0.5, 0.55, 0.6],
      ['0.50', '0.55', '0.60'],
    ],
    [
      [2.5, 5, 7.5],
      ['2.5', '5.0', '7.5'],
    ],
    [
      [0.25, 0.5, 0.75],
      ['0.25', '0.50', '0.75'],
    ],
    [
      [0, 25, 50],
      ['0', '25', '50'],
    ],
    [
      [0.1, 0.2, 0.30000000000000004],
      ['0.1', '0.2', '0.3'],
    ],
    [
      [-1, 0, 1],
      ['−1', '0', '1'],
    ],
    [
      [0, 0.00002, 0.00004],
      ['0', '2e−5', '4e−5'],
    ],
    [
      [0, 2.5e-4, 5e-4],
      ['0', '2.5e−4', '5e−4'],
    ],
    [[0], ['0']],
    [[], []],
  ];
  for (const [splits, labels] of cases) assert.deepEqual(axisLabels(splits), labels);
});

test('a place on the axis is named by its axis and keeps the digits of a step', () => {
  const t = textsFor('en');
  assert.equal(placeOnAxis(1234, 'step', t), 'step 1234');
  assert.equal(placeOnAxis(123_456, 'step', t), 'step 123,456');
  assert.equal(placeOnAxis(1.5, 'epoch', t), 'epoch 1.5');
  assert.equal(placeOnAxis(null, 'step', t), '–');
});

test('a language without words of its own reads English', () => {
  assert.equal(textsFor('xx'), textsFor('en'));
});

test('several runs at once are looked over, one more is looked at', () => {
  const several = after([
    { type: 'opening-finished', id: 1, entries: [entry(1, 1), entry(2, 1)], rejected: [] },
  ]);
  assert.ok(several.kind === 'ready');
  assert.equal(several.screen, 'overview');
  const more = after(
    [{ type: 'opening-finished', id: 2, entries: [entry(3, 2)], rejected: [] }],
    several,
  );
  assert.ok(more.kind === 'ready');
  assert.equal(more.screen, 'run');
  assert.equal(more.selected, 3);
});

test('marks keep the order of the list, outlive what is opened, and go with their run', () => {
  const marked = after([
    {
      type: 'opening-finished',
      id: 1,
      entries: [entry(1, 1), entry(2, 1), entry(3, 1)],
      rejected: [],
    },
    { type: 'runs-marked', keys: [3], isMarked: true },
    { type: 'runs-marked', keys: [1, 2, 99], isMarked: true },
    { type: 'opening-finished', id: 2, entries: [entry(4, 2)], rejected: [] },
  ]);
  assert.ok(marked.kind === 'ready');
  assert.deepEqual(marked.marked, [1, 2, 3]);
  const left = after(
    [
      { type: 'runs-marked', keys: [1], isMarked: false },
      { type: 'run-closed', key: 3 },
    ],
    marked,
  );
  assert.ok(left.kind === 'ready');
  assert.deepEqual(left.marked, [2]);
});

test('a run keeps the name a person gave it when it is analysed again', () => {
  const state = after([
    { type: 'opening-finished', id: 1, entries: [entry(1, 1)], rejected: [] },
    { type: 'run-edited', key: 1, name: 'baseline', hue: 5 },
    { type: 'run-analysed', key: 1, run: /** @type {Run} */ ({ name: 'trainer_state' }) },
  ]);
  assert.ok(state.kind === 'ready');
  assert.deepEqual(
    state.entries.map(({ run, hue }) => [run.name, hue]),
    [['baseline', 5]],
  );
});

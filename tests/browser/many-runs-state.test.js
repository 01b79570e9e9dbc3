/** What tables and charts of many runs are made of, without a browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openRuns } from '../../web/api/node.js';
import { countsByEnding, filesOfFolder } from '../../web/dashboard/intake.js';
import { overlayOf } from '../../web/dashboard/overlay.js';
import { overviewRows, severityCounts } from '../../web/dashboard/overview-rows.js';
import { atSameStep, commonStretch } from '../../web/dashboard/same-step.js';
import { initialOverview } from '../../web/dashboard/state.js';

/** @import { Run } from '../../web/api/types.js' */
/** @import { Entry, OverviewSettings } from '../../web/dashboard/state.js' */

const START = Date.UTC(2026, 0, 1);

/**
 * Runs of three evaluations, a minute apart, of which the second begins an hour after the first.
 * @param {readonly (readonly number[])[]} losses of each run
 */
async function opened(losses) {
  const set = await openRuns(
    losses.map((values, number) => ({
      name: `run-${number + 1}.json`,
      data: JSON.stringify({
        history: values.map((loss, index) => ({
          step: 10 * (index + 1),
          time: new Date(START + number * 3_600_000 + index * 60_000).toISOString(),
          val_loss: loss,
        })),
      }),
    })),
  );
  /** @type {readonly Entry[]} */
  const entries = set.runs.map((run, index) => ({
    key: index + 1,
    opening: 1,
    run,
    hue: index + 1,
  }));
  return { set, entries };
}

/** @param {readonly Entry[]} entries @param {Partial<OverviewSettings>} [change] */
const rows = (entries, change = {}) =>
  overviewRows(entries, { ...initialOverview, ...change }, new Map([[2, 30]]), 'en');

test('rows sort either way, and what is missing stands last in both', async () => {
  const { set, entries } = await opened([
    [3, 2, 2.5],
    [3, 1, 4],
    [5, 4, 3],
  ]);
  /** @param {Partial<OverviewSettings>} change */
  const keys = (change) => rows(entries, change).map(({ entry }) => entry.key);
  assert.deepEqual(keys({}), [1, 2, 3]);
  assert.deepEqual(keys({ sort: 'best' }), [2, 1, 3]);
  assert.deepEqual(keys({ sort: 'last', isDescending: true }), [2, 3, 1]);
  assert.equal(keys({ sort: 'duration' })[0], 2);
  assert.equal(keys({ sort: 'duration', isDescending: true })[0], 2);
  assert.deepEqual(keys({ sort: 'name', isDescending: true }), [3, 2, 1]);
  assert.deepEqual(keys({ text: 'RUN-3' }), [3]);
  set.close();
});

test('the best of all is marked where all are measured alike, and only there', async () => {
  const { set, entries } = await opened([
    [3, 2, 2.5],
    [3, 1, 4],
  ]);
  const leading = rows(entries).filter(({ isLeading }) => isLeading);
  assert.deepEqual(
    leading.map(({ entry }) => entry.key),
    [2],
  );
  const other = await openRuns({
    name: 'x.json',
    data: '[{"step":1,"val_accuracy":0.5},{"step":2,"val_accuracy":0.6}]',
  });
  const mixed = [
    ...entries,
    { key: 9, opening: 2, run: /** @type {Run} */ (other.runs[0]), hue: 1 },
  ];
  assert.deepEqual(
    rows(mixed).filter(({ isLeading }) => isLeading),
    [],
  );
  const counts = severityCounts(mixed);
  assert.equal(counts.critical + counts.warning + counts.notice + counts.info, 3);
  set.close();
  other.close();
});

test('an overlay draws each run in its colour, on steps and from its own start', async () => {
  const { set, entries } = await opened([
    [3, 2, 2.5],
    [3, 1, 4],
  ]);
  const overlay = overlayOf(entries, 'both');
  const [first, second] = overlay.metrics;
  assert.deepEqual([first?.name, second?.name], ['run-1 · val_loss', 'run-2 · val_loss']);
  const curve = await overlay.plot('run-2 · val_loss', { width: 100 });
  assert.deepEqual(
    [[...curve.x], [...curve.y]],
    [
      [10, 20, 30],
      [3, 1, 4],
    ],
  );
  const relative = { width: 100, x: /** @type {const} */ ('time'), isRelative: true };
  const late = await overlay.plot('run-2 · val_loss', relative);
  assert.deepEqual([...late.x], [0, 60, 120]);
  const whole = await overlay.places('time', relative);
  assert.deepEqual([...whole.y], [0, 120]);
  const wall = await overlay.places('time', { width: 100 });
  assert.deepEqual([...wall.y], [START / 1000, START / 1000 + 3720]);
  set.close();
});

test('runs of one name stay two curves', async () => {
  const { set, entries } = await opened([
    [3, 2, 2.5],
    [3, 1, 4],
  ]);
  const twins = entries.map((entry) => ({ ...entry, run: { ...entry.run, name: 'twin' } }));
  const overlay = overlayOf(twins, 'both');
  const names = overlay.metrics.map(({ name }) => name);
  assert.equal(new Set(names).size, 2);
  const curves = await Promise.all(names.map((name) => overlay.plot(name, { width: 9 })));
  assert.deepEqual(
    curves.map(({ y }) => y[1]),
    [2, 1],
  );
  set.close();
});

test('at the same step stands the last value until then, and its difference', async () => {
  const { set, entries } = await opened([
    [3, 2, 2.5],
    [3, 1],
  ]);
  const [a, b] = entries.map(({ run }) => run);
  assert.ok(a && b);
  assert.deepEqual(commonStretch(a, b), { from: 10, to: 20 });
  const { signal } = new AbortController();
  const [exact] = await atSameStep(a, b, 20, signal);
  assert.deepEqual(
    [exact?.a, exact?.b, exact?.difference, exact?.judged],
    [{ x: 20, y: 2 }, { x: 20, y: 1 }, -1, 'better'],
  );
  const [between] = await atSameStep(a, b, 19, signal);
  assert.deepEqual(between?.b, { x: 10, y: 3 });
  const [before] = await atSameStep(a, b, 5, signal);
  assert.deepEqual([before?.a, before?.difference, before?.judged], [null, null, null]);
  set.close();
});

test('of a chosen folder only what can be a log is read, in the order of its path', () => {
  const paths = [
    'out/b/log.jsonl',
    'out/a/metrics.json.gz',
    'out/a/model.safetensors',
    'out/.git/index.json',
    'out/LICENSE',
  ];
  const files = paths.map((path) =>
    Object.assign(new File([], path), { webkitRelativePath: path }),
  );
  const { files: read, passedOver } = filesOfFolder(files);
  assert.deepEqual(
    read.map(({ name }) => name),
    ['out/a/metrics.json.gz', 'out/b/log.jsonl'],
  );
  assert.deepEqual(countsByEnding(passedOver).toSorted(), [
    ['', 1],
    ['json', 1],
    ['safetensors', 1],
  ]);
});

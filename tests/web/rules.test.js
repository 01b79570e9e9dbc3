/**
 * Walks the fixtures of the rules: the verdict on each log, and what its rule says of it, or that it
 * keeps silent. The native suite walks the same files.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { listRules, openRuns, parseSettings } from '../../web/api/node.js';
import { command, fixtures, pathOf } from './support.js';

const rules = new URL('rules/', fixtures);

for (const rule of readdirSync(rules, { withFileTypes: true }).filter((e) => e.isDirectory())) {
  const folder = new URL(`${rule.name}/`, rules);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    test(`${rule.name}: ${name.replace('.jsonl', '').replaceAll('_', ' ')}`, async () => {
      const expectedFile = new URL(name.replace('.jsonl', '.expected.json'), folder);
      const expected = JSON.parse(readFileSync(expectedFile, 'utf8'));
      const { stdout } = await command(['--json', pathOf(new URL(name, folder))]);
      const { runs, rejected } = JSON.parse(stdout);
      assert.deepEqual([runs.length, rejected], [1, []]);
      const said = runs[0].findings
        .filter((/** @type {any} */ finding) => finding.rule === rule.name)
        .map((/** @type {any} */ { rule: id, severity, metric, fromStep }) => ({
          rule: id,
          severity,
          metric: metric ?? '',
          fromStep,
        }));
      const { kind: verdict, headline, recommended } = runs[0].verdict;
      const keep = 'keep' in expected ? { keep: recommended.step } : {};
      assert.deepEqual({ verdict, ...keep, findings: said }, expected, headline);
    });
  }
}

/** At most so many logs of each rule's folder, as inputs. @param {number} mostOfEach */
function logsOfRules(mostOfEach) {
  return readdirSync(rules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(new URL(`${name}/`, rules))
        .filter((file) => file.endsWith('.jsonl'))
        .slice(0, mostOfEach)
        .map((file) => ({ path: pathOf(new URL(`${name}/${file}`, rules)) })),
    );
}

test('every threshold can be set to either end of its range, on every log of the rules', async () => {
  const known = await listRules();
  const logs = logsOfRules(1);
  for (const end of /** @type {const} */ (['least', 'greatest'])) {
    for (const { id, thresholds } of known) {
      const own = Object.fromEntries(thresholds.map((each) => [each.name, each[end]]));
      const set = await openRuns(logs, { rules: { [id]: own } });
      assert.ok(set.runs.length > 0, `${id} at its ${end}`);
      set.close();
    }
  }
});

test('judging anew says what opening with those thresholds says, and back again', async () => {
  const known = await listRules();
  const logs = logsOfRules(Infinity);
  const extreme = Object.fromEntries(
    known.map(({ id, thresholds }) => [
      id,
      Object.fromEntries(thresholds.map(({ name, greatest }) => [name, greatest])),
    ]),
  );
  const set = await openRuns(logs);
  const expected = await openRuns(logs, { rules: extreme });
  const judged = await set.judge(extreme);
  assert.deepEqual(JSON.stringify(judged), JSON.stringify(expected));
  assert.notEqual(JSON.stringify(judged.runs), JSON.stringify(set.runs));
  assert.equal(JSON.stringify(await judged.judge({})), JSON.stringify(set));
  set.close();
  expected.close();
});

test('a threshold that is refused when judging leaves everything as it was', async () => {
  const [rule] = (await listRules()).filter(({ thresholds }) => thresholds.length > 0);
  const [threshold] = rule?.thresholds ?? [];
  assert.ok(rule && threshold);
  const own = { [rule.id]: { [threshold.name]: threshold.greatest } };
  const set = await openRuns({ name: 'log', data: '{"step":1,"loss":2}' }, { rules: own });
  const beyond = { [rule.id]: { [threshold.name]: threshold.greatest + 1 } };
  await assert.rejects(set.judge(beyond), ({ code, message }) => {
    assert.equal(code, 'invalid_argument');
    assert.match(message, new RegExp(threshold.name));
    return true;
  });
  const [run] = set.runs;
  assert.ok(run);
  await run.choose({ metric: 'loss', direction: 'higher' });
  const judged = await set.judge(own);
  assert.deepEqual(judged.overrides, set.overrides);
  assert.equal(judged.runs[0]?.primary?.direction, 'higher');
  set.close();
  await assert.rejects(judged.judge({}), { code: 'closed' });
});

test('every finding names the version of its rule, the one that the list of rules has', async () => {
  const versions = new Map((await listRules()).map(({ id, version }) => [id, version]));
  const set = await openRuns(logsOfRules(Infinity));
  const findings = set.runs.flatMap((run) => run.findings);
  assert.ok(new Set(findings.map(({ rule }) => rule)).size > 10);
  for (const { rule, ruleVersion } of findings) assert.equal(ruleVersion, versions.get(rule), rule);
  set.close();
});

test('settings are thresholds and what best means, or thresholds alone; anything else is refused', () => {
  const best = [{ name: 'loss', direction: 'lower' }, { name: 'accuracy' }];
  assert.deepEqual(parseSettings({ a: { b: 1 } }), { rules: { a: { b: 1 } }, best: [] });
  assert.deepEqual(parseSettings({ best }), { rules: {}, best });
  assert.deepEqual(parseSettings({ rules: { a: { b: 1 } } }), { rules: { a: { b: 1 } }, best: [] });
  for (const wrong of [undefined, [], 'x', { best: {} }, { best: [{ name: 1 }] }]) {
    assert.throws(() => parseSettings(wrong), { code: 'invalid_argument' });
  }
});

test('of several meanings of best a run takes the first that it has', async () => {
  const log = { name: 'log', data: '{"step":1,"loss":2,"score":3}\n{"step":2,"loss":1,"score":2}' };
  /** @type {import('../../web/api/types.js').MetricChoice[]} */
  const metric = [
    { name: 'none', direction: 'lower' },
    { name: 'score', direction: 'higher' },
    { name: 'loss' },
  ];
  const set = await openRuns(log, { metric });
  const { name, direction } = set.runs[0]?.primary ?? {};
  assert.deepEqual([name, direction], ['score', 'higher']);
  set.close();
});

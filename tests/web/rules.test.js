/**
 * Walks the fixtures of the rules: the verdict on each log, and what its rule says of it, or that it
 * keeps silent. The native suite walks the same files.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { listRules, openRuns } from '../../web/api/node.js';
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

test('every threshold can be set to either end of its range, on every log of the rules', async () => {
  const known = await listRules();
  const logs = readdirSync(rules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(new URL(`${name}/`, rules))
        .filter((file) => file.endsWith('.jsonl'))
        .slice(0, 1)
        .map((file) => ({ path: pathOf(new URL(`${name}/${file}`, rules)) })),
    );
  for (const end of /** @type {const} */ (['least', 'greatest'])) {
    for (const { id, thresholds } of known) {
      const own = Object.fromEntries(thresholds.map((each) => [each.name, each[end]]));
      const set = await openRuns(logs, { rules: { [id]: own } });
      assert.ok(set.runs.length > 0, `${id} at its ${end}`);
      set.close();
    }
  }
});

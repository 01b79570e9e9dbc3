/**
 * Our reader against RapidJSON on inputs that nobody thought of: `npm run fuzz -- --seconds N` with a
 * seed of its own, or `--seed S` (and `--inputs N`) to see the same inputs again. Native, under
 * AddressSanitizer and UBSan.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compile } from '../../scripts/build.js';
import { setup } from '../../scripts/setup.js';
import { capture, Failure, isMain, main, root } from '../../scripts/shell.js';

/** Other people's files, where they are at hand: ../shared/data beside the repository. */
const realFiles = join(root, '../shared/data');

/**
 * @param {{ seed: number, inputs: number, seconds: number }} extent `seconds` 0: `inputs` count
 * @returns {Promise<{ seed: number, inputs: number, rejected: number, cut: number }>}
 */
export async function fuzzReader({ seed, inputs, seconds }) {
  compile('sanitized');
  const folders = [join(root, 'tests/fixtures'), realFiles].filter((folder) => existsSync(folder));
  const { status, output } = await capture(
    join(root, 'build/sanitized/tests/fuzz/ckpt_fuzz_reader'),
    [String(seed), String(inputs), String(seconds), ...folders],
  );
  if (status !== 0) throw new Failure(`The readers differ:\n${output}`);
  return JSON.parse(output);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '0' },
        inputs: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(Date.now()) },
      },
    });
    setup({ forTesting: true });
    console.log(
      await fuzzReader({
        seed: Number(values.seed),
        inputs: Number(values.inputs),
        seconds: Number(values.seconds),
      }),
    );
  });
}

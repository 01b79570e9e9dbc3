/** Rewrites every source file the way `npm run check` wants it. */
import { cppFiles, prettierPatterns } from './check.js';
import { setup } from './setup.js';
import { main, run } from './shell.js';

await main(() => {
  setup({ forTesting: true });
  run('prettier', ['--write', '--log-level=warn', ...prettierPatterns]);
  run('clang-format', ['-i', ...cppFiles()]);
});

/**
 * From a fresh checkout to a page in the browser: installs what is missing, builds what has changed,
 * serves the page. With --check it fetches the page once and ends.
 */
import { buildPage, compile } from './build.js';
import { setup } from './setup.js';
import { Failure, main } from './shell.js';

await main(async () => {
  setup({ forTesting: false });
  compile('wasm');
  buildPage();
  // Only now, as it needs the npm packages that the set-up may just have installed.
  const { serve } = await import('./serve.js');
  const { url, close } = await serve();
  console.log(`\nckptscope is at ${url}`);
  if (!process.argv.includes('--check')) {
    console.log('Press Ctrl+C to stop.');
    return;
  }
  const response = await fetch(url);
  const html = await response.text();
  await close();
  if (!response.ok || !html.includes('</html>')) {
    throw new Failure(`The page did not come: HTTP ${response.status}.`);
  }
  console.log(`It answers with ${html.length} characters.`);
});

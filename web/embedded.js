/**
 * Files that stand inside the page, as `ckptscope --html` writes it: one block of data for each, gzip in
 * base64, and one of options.
 */

/** @import { OpenOptions } from './api/types.js' */

/** @returns {Promise<File[]>} */
export async function embeddedFiles() {
  const blocks = [...document.querySelectorAll('script.ckptscope-file')];
  return Promise.all(
    blocks.map(async (block) => {
      const name = block.getAttribute('data-name') ?? '';
      const packed = Uint8Array.from(atob(block.textContent ?? ''), (one) => one.charCodeAt(0));
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      return new File([await new Response(unpacked).blob()], name);
    }),
  );
}

/** @returns {Pick<OpenOptions, 'metric' | 'rules' | 'map'> | undefined} where the page has none */
export function embeddedOptions() {
  const block = document.querySelector('script.ckptscope-options');
  return block?.textContent ? JSON.parse(block.textContent) : undefined;
}

// What scripts/page.js builds into the page.
declare module 'virtual:ckptscope/parts' {
  /** web/worker/worker.js and all it imports, as one classic script. */
  export const workerSource: string;
  /** The WebAssembly module, gzip in base64. */
  export const wasmGzipBase64: string;
}

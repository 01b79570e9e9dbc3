// What scripts/page.js builds into the page.
declare module 'virtual:ckptscope/parts' {
  /** web/worker/worker.js and all it imports, as one classic script. */
  export const workerSource: string;
  /** The WebAssembly module. */
  export const wasmBase64: string;
}

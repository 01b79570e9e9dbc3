// dist/inline.js, which scripts/package.js writes: worker and engine as texts.

/** web/worker/worker.js and all it imports, as one classic script. */
export const workerSource: string;
/** The WebAssembly module, gzip in base64. */
export const wasmGzipBase64: string;

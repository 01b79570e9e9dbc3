/**
 * The messages between a client and its worker. Every call has an id; what comes back carries it, so
 * that an answer nobody waits for any longer is dropped.
 */

/** @import { Progress } from '../api/types.js' */
/** @import { CallName } from '../engine/calls.js' */

/**
 * `start` comes first and once, and is answered under the id 0; bytes are for places where a compiled
 * module cannot be posted.
 * @typedef {{ readonly kind: 'start', readonly wasm: WebAssembly.Module | ArrayBuffer }
 *   | { readonly kind: 'call', readonly id: number, readonly call: CallName, readonly args: readonly unknown[] }} Request
 */

/** Why a call failed inside the worker. @typedef {'out_of_memory' | 'engine_failed'} FailureCode */

/**
 * @typedef {{ readonly kind: 'answer', readonly id: number, readonly value: unknown }
 *   | { readonly kind: 'progress', readonly id: number, readonly progress: Progress }
 *   | { readonly kind: 'failure', readonly id: number, readonly code: FailureCode, readonly detail: string, readonly fittingBytes?: number }} Reply
 */

/**
 * The worker's end of the wire.
 * @typedef {object} Channel
 * @property {(reply: Reply, transfer: ArrayBuffer[]) => void} post
 * @property {(onRequest: (request: Request) => void) => void} listen
 */

export {};

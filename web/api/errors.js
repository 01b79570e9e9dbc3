/**
 * The one type of error that ckptscope throws, and the sentences of the codes that arise outside the
 * engine. What the engine finds wrong with a file comes with its own sentence, see `Rejected`.
 */

/** @import { Rejected } from './types.js' */

/**
 * Sentence and advice, in English and in Simplified Chinese, of each code that a dead or absent engine cannot put into words itself.
 * `out_of_memory` reads as in wasm/base/error_codes.def; a test compares them.
 */
const SENTENCES = {
  aborted: ['Opening was cancelled.', '', '已取消打开。', ''],
  closed: [
    'This set of runs has been closed.',
    'Open the files again.',
    '这组运行已关闭。',
    '请重新打开文件。',
  ],
  invalid_argument: ['An argument is not as documented.', '', '参数与文档不符。', ''],
  engine_unavailable: [
    'A part of the reading engine could not be loaded.',
    'Check that core.wasm and the scripts beside it are served with the page and allowed by its policy.',
    '无法加载读取引擎的一部分。',
    '请检查 core.wasm 及其旁边的脚本是否与页面一同提供，并且页面策略允许它们。',
  ],
  engine_failed: [
    'The reading engine stopped unexpectedly.',
    'Please report the shape of the file that was being read.',
    '读取引擎意外停止。',
    '请报告所读文件的结构。',
  ],
  unreachable: [
    'The address did not answer with a file.',
    'Check the address, the connection, and that the server allows this page to read it.',
    '该地址没有返回文件。',
    '请检查地址、网络连接，以及服务器是否允许此页面读取。',
  ],
  out_of_memory: [
    'There is not enough memory for this file.',
    'Close other tabs, or open a part of the file.',
    '内存不足，无法读取此文件。',
    '请关闭其他标签页，或打开文件的一部分。',
  ],
};

/** @typedef {keyof typeof SENTENCES} ApiErrorCode */

/**
 * Why a call failed. `code` is for programs, `message` for people.
 * @example
 * try {
 *   await openRuns('{"loss": [1, 2}', { strict: true });
 * } catch (error) {
 *   console.log(error instanceof CheckpointError, error.code, error.column); // true syntax 15
 * }
 */
export class CheckpointError extends Error {
  /**
   * @param {string} code
   * @param {{ message?: string, advice?: string, source?: string | null, byte?: number | null,
   *   line?: number | null, column?: number | null, excerpt?: string | null, cause?: unknown,
   *   zh?: { readonly message: string, readonly advice: string } }} [details]
   */
  constructor(code, details = {}) {
    const [sentence = '', advice = '', sentenceZh = '', adviceZh = ''] =
      SENTENCES[/** @type {ApiErrorCode} */ (code)] ?? [];
    super(
      details.message ?? sentence,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    /** "AbortError" when the call was cancelled, as everywhere on the web, else "CheckpointError". */
    this.name = code === 'aborted' ? 'AbortError' : 'CheckpointError';
    /** One of wasm/base/error_codes.def, or "aborted", "closed", "invalid_argument",
     * "engine_unavailable", "engine_failed", "unreachable". */
    this.code = code;
    /** One sentence on what to do, "" when there is nothing to say. */
    this.advice = details.advice ?? advice;
    /** Message and advice in Simplified Chinese; the English ones where there is no other. */
    this.zh = details.zh ?? {
      message: details.message ?? sentenceZh,
      advice: details.advice ?? adviceZh,
    };
    /** Name of the input, null when it was not one input's fault. */
    this.source = details.source ?? null;
    /** Offset in bytes from the start of the input, null when there is no place. */
    this.byte = details.byte ?? null;
    /** From 1, null when there is no place. */
    this.line = details.line ?? null;
    /** From 1, in characters, null when there is no place. */
    this.column = details.column ?? null;
    /** The text around the place, null when there is no place. */
    this.excerpt = details.excerpt ?? null;
  }
}

/**
 * The error that says why an input was rejected.
 * @param {Rejected} rejected
 * @returns {CheckpointError}
 */
export function rejectionError(rejected) {
  return new CheckpointError(rejected.code, rejected);
}

/**
 * Why a call failed in the worker.
 * @param {{ readonly code: string, readonly detail: string, readonly fittingBytes?: number }} failure
 *   `fittingBytes`: how much of the file would have fitted, where that is known
 * @returns {CheckpointError}
 */
export function failureError({ code, detail, fittingBytes }) {
  if (fittingBytes === undefined) return new CheckpointError(code, { cause: detail });
  const [message = '', , zhMessage = ''] = SENTENCES.out_of_memory;
  const size = `${(fittingBytes / 1e9).toFixed(1)} GB`;
  return new CheckpointError(code, {
    message,
    advice: `About ${size} of it would fit: open a part of the file that is no larger.`,
    zh: {
      message: zhMessage,
      advice: `其中约 ${size} 可以装下：请打开文件中不超过此大小的一部分。`,
    },
    cause: detail,
  });
}

/**
 * @param {string} source
 * @param {CheckpointError} error why nothing came of it
 * @returns {Rejected} without a place
 */
export function rejection(source, { code, message, advice, zh }) {
  const place = { byte: 0, line: 0, column: 0, excerpt: '', caret: 0 };
  return { source, code, message, advice, zh, ...place };
}

/**
 * @param {AbortSignal} signal that has been aborted; its reason becomes the cause
 * @returns {CheckpointError}
 */
export function abortError(signal) {
  return new CheckpointError('aborted', { cause: signal.reason });
}

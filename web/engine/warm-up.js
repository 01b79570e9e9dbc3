/**
 * Logs of nobody's, for an engine to read before anyone needs it: what a browser compiles it runs slowly
 * at first and compiles better once it has run for a while.
 */

const GOLDEN_RATIO = 0.6180339887498949; // its multiples spread evenly, so that no two values are alike

/** @typedef {'lines' | 'list'} WarmUpShape JSON Lines, or checkpoints within a document, each with names */

/**
 * @param {WarmUpShape} shape
 * @param {number} rowCount
 * @returns {Uint8Array} training, evaluation, learning rate and time at so many steps
 */
export function warmUpText(shape, rowCount) {
  const rows = Array.from({ length: rowCount }, (_, index) => {
    const noise = (index * GOLDEN_RATIO) % 1;
    const loss = 0.4 + 3 * (1 + index / 100) ** -0.4;
    const row = {
      step: index + 1,
      train_loss: loss + 0.05 * noise,
      eval_loss: loss + 0.1 + 0.02 * noise,
      eval_accuracy: 0.9 - 0.1 * loss + 0.01 * noise,
      learning_rate: 1e-4 * (1 - noise),
      grad_norm: 3 * noise,
      created_at: 1700000000 + index,
    };
    return JSON.stringify(
      shape === 'list' ? { object: 'checkpoint', id: `checkpoint-${index}`, metrics: row } : row,
    );
  });
  const text = shape === 'list' ? `{"object":"list","data":[${rows.join(',')}]}` : rows.join('\n');
  return new TextEncoder().encode(text);
}

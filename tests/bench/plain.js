/**
 * What a user would write instead: JSON.parse, then one Float64Array for each field. Runs in Node and,
 * as text, in a page; so it refers to nothing outside itself.
 */

/**
 * @param {string} text @param {string} shape which of the benchmark's files it is
 * @returns {number} values stored, so that nothing can be skipped
 */
export function plainColumns(text, shape) {
  /** @type {Map<string, { values: Float64Array, size: number }>} */
  const columns = new Map();
  let stored = 0;
  /** @param {Record<string, unknown>} row @param {number} index */
  const keep = (row, index) => {
    for (const key in row) {
      const value = row[key];
      if (typeof value === 'object' && value !== null)
        keep(/** @type {Record<string, unknown>} */ (value), index);
      if (typeof value !== 'number') continue;
      let column = columns.get(key);
      if (!column)
        columns.set(key, (column = { values: new Float64Array(1024).fill(NaN), size: 0 }));
      if (index >= column.values.length) {
        const grown = new Float64Array(Math.max(index + 1, column.values.length * 2)).fill(NaN);
        grown.set(column.values);
        column.values = grown;
      }
      column.values[index] = value;
      column.size = index + 1;
      stored += 1;
    }
  };
  if (shape === 'json_lines') {
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .forEach(keep);
  } else {
    const document = JSON.parse(text);
    (document.log_history ?? document.data).forEach(keep);
  }
  return stored;
}

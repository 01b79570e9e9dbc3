/**
 * Text for a terminal: made harmless, measured in cells, laid out in columns, perhaps coloured.
 */

/** @typedef {'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green'} Style */
/** @typedef {(style: Style, text: string) => string} Paint */

/** @type {Record<Style, number>} */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/**
 * @param {boolean} hasColor
 * @returns {Paint} returns the text as it is without colour
 */
export function painter(hasColor) {
  return (style, text) =>
    hasColor && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/**
 * @param {string} text without escape sequences
 * @returns {number} cells that it takes
 */
export function cellCount(text) {
  let count = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    count += WIDE.test(character) ? 2 : 1;
  }
  return count;
}

/**
 * @param {string} text
 * @param {number} most cells
 * @returns {string} cut in the middle when it is longer: names differ at both ends
 */
export function shortened(text, most) {
  if (cellCount(text) <= most) return text;
  const characters = [...text];
  const head = leading(characters, Math.ceil((most - 1) / 2));
  const tail = leading(characters.toReversed(), Math.floor((most - 1) / 2)).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

/**
 * @param {readonly string[]} characters
 * @param {number} most cells
 * @returns {string[]}
 */
function leading(characters, most) {
  let count = 0;
  let cells = 0;
  for (const character of characters) {
    cells += cellCount(character);
    if (cells > most) break;
    ++count;
  }
  return characters.slice(0, count);
}

/**
 * Breaks a sentence into lines at blanks.
 * @param {string} text
 * @param {number} width cells
 * @param {string} indent before every line
 * @returns {string[]}
 */
export function wrapped(text, width, indent) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && cellCount(indent + longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(indent + line);
  return lines;
}

/**
 * @typedef {object} TableColumn
 * @property {string} title
 * @property {'left' | 'right'} align
 * @property {readonly string[]} cells
 * @property {((cell: string, row: number) => string)} [paint] after it has been padded
 */

/**
 * A table as lines; columns that do not fit are left out from the right, but never the first two.
 * @param {readonly TableColumn[]} columns
 * @param {number} width cells
 * @param {Paint} paint
 * @param {string} indent
 * @returns {{ lines: string[], left: readonly string[] }} `left`: titles of the columns left out
 */
export function table(columns, width, paint, indent) {
  const gap = '  ';
  const widths = columns.map(({ title, cells }) =>
    cells.reduce((most, cell) => Math.max(most, cellCount(cell)), cellCount(title)),
  );
  let used = indent.length - gap.length;
  let shown = 0;
  for (const columnWidth of widths) {
    used += gap.length + columnWidth;
    if (used > width && shown >= 2) break;
    ++shown;
  }
  const visible = columns.slice(0, shown);
  const pad = (/** @type {string} */ text, /** @type {number} */ index) => {
    const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - cellCount(text)));
    return visible[index]?.align === 'right' ? blanks + text : text + blanks;
  };
  const lines = [
    indent +
      paint(
        'dim',
        visible
          .map(({ title }, i) => pad(title, i))
          .join(gap)
          .trimEnd(),
      ),
  ];
  const rowCount = visible[0]?.cells.length ?? 0;
  for (let row = 0; row < rowCount; ++row) {
    const cells = visible.map(({ cells, paint: paintCell }, index) => {
      const cell = pad(cells[row] ?? '', index);
      return paintCell ? paintCell(cell, row) : cell;
    });
    lines.push((indent + cells.join(gap)).trimEnd());
  }
  return { lines, left: columns.slice(shown).map(({ title }) => title) };
}

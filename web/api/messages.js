/**
 * Turns the engine's templates and numbers into text for people. Every kind of slot is one function,
 * which tables and charts use as well, so that a number reads alike everywhere.
 */

/** @import { CheckpointRef, Message, Numeric, Recommended } from './types.js' */

/** Between a number and its per cent sign: narrow and never broken, as ISO 80000 wants a space. */
const NARROW_SPACE = '\u202f';
const MINUS = '\u2212';
const ABSENT = '\u2013';

/** Beyond these a value is written with an exponent. */
const PLAIN_MIN = 1e-3;
const PLAIN_MAX = 1e7;

/**
 * The text of a message.
 * @param {Message} message
 * @param {string} [locale] BCP 47; Chinese has templates of its own, everything else reads English
 * @returns {string}
 * @example
 * const text = { en: 'Rose {rise:percent}.', zh: '上升 {rise:percent}。' };
 * const message = { id: 'example', text, slots: { rise: 0.17 } };
 * console.log(formatMessage(message), formatMessage(message, 'zh')); // Rose 17 %. 上升 17%。
 */
export function formatMessage(message, locale = 'en') {
  const template = isChinese(locale) ? message.text.zh : message.text.en;
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (slot, name, kind) => {
    const value = Object.hasOwn(message.slots, name) ? message.slots[name] : undefined;
    return value === undefined ? slot : formatSlot(value, kind ?? 'text', textLocale(locale));
  });
}

/**
 * What a choice of checkpoint rests on, with its message as text: the shape that `ckptscope --json` prints.
 * @template Text
 * @param {Recommended} recommended
 * @param {(message: Message) => Text} say as a run says it, or in the locale of the caller
 * @returns {Omit<Recommended, 'averaging'> & { readonly averaging:
 *   { readonly message: Text, readonly checkpoints: readonly CheckpointRef[] } | null }}
 * @example
 * const set = await openRuns({ path: 'list.json' });
 * const [{ best, say }] = set.runs;
 * console.log(sayRecommended(best, say).averaging?.message ?? 'nothing to average'); // nothing to average
 * set.close();
 */
export function sayRecommended({ averaging, ...recommended }, say) {
  return {
    ...recommended,
    averaging: averaging && { ...averaging, message: say(averaging.message) },
  };
}

/**
 * @param {Numeric | string} value
 * @param {string} kind of wasm/base/message.h
 * @param {string} locale
 * @returns {string}
 */
function formatSlot(value, kind, locale) {
  if (kind === 'list') return formatList(String(value), locale);
  // A text stays as the file has it, also one that spells a number, such as an id.
  if (typeof value === 'string' && (kind === 'text' || !isNonFiniteWord(value))) return value;
  const number = Number(value);
  switch (kind) {
    case 'integer':
      // A step is whole, but a place on an axis of epochs need not be, and is never rounded to another.
      return Number.isInteger(number) ? formatInteger(number, locale) : formatValue(number, locale);
    case 'percent':
      return formatPercent(number, locale);
    case 'signed_percent':
      return formatPercent(number, locale, { signed: true });
    case 'duration':
      return formatDuration(number, locale);
    default:
      return formatValue(number, locale);
  }
}

/**
 * A measured value with four significant figures: "0.5213", "1.004", "12,350", "4.9e−6", "NaN".
 * @param {Numeric | null | undefined} value null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @returns {string}
 * @example
 * console.log(formatValue(0.52134), formatValue(12345.6), formatValue(null)); // 0.5213 12,350 –
 */
export function formatValue(value, locale = 'en') {
  const number = numberOf(value);
  if (number === null) return ABSENT;
  if (!Number.isFinite(number)) return nonFiniteWord(number);
  const size = Math.abs(number);
  if (size !== 0 && (size < PLAIN_MIN || size >= PLAIN_MAX)) return exponential(number, locale);
  return plain(number, locale, { maximumSignificantDigits: 4 });
}

/**
 * A count or a step: rounded, grouped from five digits on.
 * @param {Numeric | null | undefined} value null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @returns {string}
 * @example
 * console.log(formatInteger(1000), formatInteger(250000)); // 1000 250,000
 */
export function formatInteger(value, locale = 'en') {
  const number = numberOf(value);
  if (number === null) return ABSENT;
  if (!Number.isFinite(number)) return nonFiniteWord(number);
  if (Math.abs(number) >= 1e15) return exponential(number, locale);
  return plain(number, locale, { maximumFractionDigits: 0 });
}

/**
 * A share: 0.1732 reads "17 %", 0.0173 "1.7 %", 1.234 "123 %"; in Chinese without the space.
 * @param {Numeric | null | undefined} value 1 is 100 %; null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @param {{ readonly signed?: boolean }} [options] `signed` writes a plus before what is above zero
 * @returns {string}
 * @example
 * console.log(formatPercent(0.1732), formatPercent(0.05, 'en', { signed: true })); // 17 % +5 %
 */
export function formatPercent(value, locale = 'en', { signed = false } = {}) {
  const number = numberOf(value);
  if (number === null) return ABSENT;
  const space = isChinese(locale) ? '' : NARROW_SPACE;
  const sign = signed && number > 0 ? '+' : '';
  if (!Number.isFinite(number)) return `${sign}${nonFiniteWord(number)}${space}%`;
  const percent = number * 100;
  if (Math.abs(percent) >= PLAIN_MAX) return `${sign}${exponential(percent, locale)}${space}%`;
  const digits =
    Math.abs(percent) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 };
  const text = plain(percent, locale, digits);
  return `${sign}${text}${space}%`;
}

/** Chances below this are rounding errors of the arithmetic, and say no more than that. */
const P_LEAST = 1e-16;

/**
 * The p of a test: like a value, but "<1e−16" below that.
 * @param {number | null | undefined} p null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @returns {string}
 * @example
 * console.log(formatP(0.03125), formatP(0), formatP(1e-20)); // 0.03125 <1e−16 <1e−16
 */
export function formatP(p, locale = 'en') {
  const number = numberOf(p);
  return number !== null && number < P_LEAST ? `<1e${MINUS}16` : formatValue(number, locale);
}

/** @type {readonly [Intl.NumberFormatOptions['unit'] & string, number][]} */
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/**
 * A span of time in its two largest units: "2 days 3 hr", "1 hr 23 min", "45 sec", "0.25 sec".
 * @param {Numeric | null | undefined} seconds null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @returns {string}
 * @example
 * console.log(formatDuration(4983)); // 1 hr 23 min
 */
export function formatDuration(seconds, locale = 'en') {
  const number = numberOf(seconds);
  if (number === null) return ABSENT;
  if (!Number.isFinite(number)) return nonFiniteWord(number);
  const size = Math.abs(number);
  const sign = number < 0 ? MINUS : '';
  if (size < 10) return sign + unit(size, 'second', locale, { maximumSignificantDigits: 2 });
  // Rounded to the smaller of the two units first, so that 3,599.6 s is an hour and not 59 min 60 s.
  const first = UNITS.findIndex(([, length]) => size >= length * (1 - 1e-9));
  const second = Math.min(first + 1, UNITS.length - 1);
  let rest = Math.round(size / lengthOf(second)) * lengthOf(second);
  const parts = [];
  for (let index = Math.max(0, first - 1); index <= second; ++index) {
    const count = Math.floor(rest / lengthOf(index));
    rest -= count * lengthOf(index);
    if (count > 0) {
      const name = /** @type {readonly [string, number]} */ (UNITS[index])[0];
      parts.push(unit(count, name, locale, { maximumFractionDigits: 0 }));
    }
  }
  return sign + parts.slice(0, 2).join(' ');
}

/**
 * A size in bytes: "812 byte", "1.2 MB"; a kB is 1,000 bytes.
 * @param {number} bytes
 * @param {string} [locale] BCP 47, default "en"
 * @returns {string}
 * @example
 * console.log(formatBytes(812), formatBytes(1_234_567)); // 812 byte 1.2 MB
 */
export function formatBytes(bytes, locale = 'en') {
  const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let size = bytes;
  let index = 0;
  while (size >= 999.5 && index < names.length - 1) {
    size /= 1000;
    ++index;
  }
  const digits = size < 10 && index > 0 ? 1 : 0;
  return unit(size, names[index] ?? 'byte', locale, { maximumFractionDigits: digits });
}

/**
 * A moment in the reader's time zone, or in the one given.
 * @param {string | null | undefined} time ISO 8601; null and undefined read "–"
 * @param {string} [locale] BCP 47, default "en"
 * @param {{ readonly timeZone?: string }} [options] IANA name, for example "UTC"
 * @returns {string} the text as it stands when it is no time
 * @example
 * console.log(formatTime('2024-07-23T20:03:20Z', 'en', { timeZone: 'UTC' })); // Jul 23, 2024, 8:03:20 PM
 */
export function formatTime(time, locale = 'en', { timeZone } = {}) {
  if (time === null || time === undefined) return ABSENT;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return cached(`time ${locale} ${timeZone ?? ''}`, () => {
    /** @type {Intl.DateTimeFormatOptions} */
    const options = { dateStyle: 'medium', timeStyle: 'medium' };
    return new Intl.DateTimeFormat(
      locale,
      timeZone === undefined ? options : { ...options, timeZone },
    );
  }).format(date);
}

/**
 * One way of writing for all values of a table's column, so that their decimals line up: enough digits
 * for four significant figures of the largest value, and an exponent for all where some need one.
 * @param {readonly (Numeric | null | undefined)[]} values the column, or a sample of it
 * @param {string} [locale] BCP 47, default "en"
 * @returns {(value: Numeric | null | undefined) => string}
 * @example
 * const format = columnFormatter([0.5, 0.125, null]);
 * console.log(format(0.5), format(0.125), format(null)); // 0.5000 0.1250 –
 */
export function columnFormatter(values, locale = 'en') {
  const sizes = values
    .map(numberOf)
    .filter((value) => value !== null)
    .filter((value) => Number.isFinite(value) && value !== 0)
    .map(Math.abs);
  const most = sizes.reduce((left, right) => Math.max(left, right), 0);
  const least = sizes.reduce((left, right) => Math.min(left, right), Infinity);
  const areIntegers = sizes.every((size) => Number.isInteger(size)) && most < PLAIN_MAX;
  const needsExponent =
    !areIntegers && most !== 0 && (most >= PLAIN_MAX || least < most * 1e-4 || most < PLAIN_MIN);
  const decimals = areIntegers || most === 0 ? 0 : Math.max(0, 3 - Math.floor(Math.log10(most)));
  return (value) => {
    const number = numberOf(value);
    if (number === null) return ABSENT;
    if (!Number.isFinite(number)) return nonFiniteWord(number);
    if (needsExponent) return number === 0 ? '0' : exponential(number, locale, 3);
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return plain(number, locale, digits);
  };
}

/**
 * @param {Numeric | null | undefined} value
 * @returns {number | null} null when absent
 */
function numberOf(value) {
  return value === null || value === undefined ? null : Number(value);
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function isNonFiniteWord(text) {
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity';
}

/**
 * @param {number} number that is not finite
 * @returns {string}
 */
function nonFiniteWord(number) {
  if (Number.isNaN(number)) return 'NaN';
  return number > 0 ? 'Infinity' : `${MINUS}Infinity`;
}

/**
 * @param {string} text items separated by line breaks
 * @param {string} locale
 * @returns {string}
 */
function formatList(text, locale) {
  const items = text.split('\n').filter((item) => item !== '');
  return cached(`list ${locale}`, () => new Intl.ListFormat(locale)).format(items);
}

/**
 * @param {number} number
 * @param {string} locale
 * @param {Intl.NumberFormatOptions} digits
 * @returns {string}
 */
function plain(number, locale, digits) {
  const key = `plain ${locale} ${JSON.stringify(digits)}`;
  const format = cached(
    key,
    () => new Intl.NumberFormat(locale, { useGrouping: 'min2', ...digits }),
  );
  // Minus zero is zero to a reader.
  const text = format.format(number).replace(/^-(?=[0.,]*$)/, '');
  return text.replace('-', MINUS);
}

/**
 * @param {number} number
 * @param {string} locale
 * @param {number} [decimals] of the mantissa, exactly; default: as many as four figures need
 * @returns {string} "4.9e−6"
 */
function exponential(number, locale, decimals) {
  const [mantissa = '', exponent = ''] = number.toExponential(3).split('e');
  const digits =
    decimals === undefined
      ? { maximumFractionDigits: 3 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `${plain(Number(mantissa), locale, digits)}e${exponent.replace('+', '').replace('-', MINUS)}`;
}

/**
 * @param {number} number
 * @param {string} name
 * @param {string} locale
 * @param {Intl.NumberFormatOptions} digits
 * @returns {string}
 */
function unit(number, name, locale, digits) {
  return plain(number, locale, { style: 'unit', unit: name, unitDisplay: 'short', ...digits });
}

/**
 * @param {number} index
 * @returns {number} seconds
 */
function lengthOf(index) {
  return /** @type {readonly [string, number]} */ (UNITS[index])[1];
}

/**
 * @param {string} locale
 * @returns {boolean} whether its templates are the Chinese ones
 */
export function isChinese(locale) {
  return /^zh\b/i.test(locale);
}

/**
 * Numbers within a sentence follow the sentence's language.
 * @param {string} locale
 * @returns {string}
 */
function textLocale(locale) {
  return isChinese(locale) || /^en\b/i.test(locale) ? locale : 'en';
}

/** @type {Map<string, unknown>} */
const formats = new Map();

/**
 * Intl's formatters take a hundred times longer to make than to use.
 * @template Format
 * @param {string} key
 * @param {() => Format} create
 * @returns {Format}
 */
function cached(key, create) {
  let format = /** @type {Format | undefined} */ (formats.get(key));
  if (format === undefined) {
    format = create();
    formats.set(key, format);
  }
  return format;
}

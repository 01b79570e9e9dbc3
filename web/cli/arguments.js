/**
 * The command line as data.
 */

/** @import { Direction, Severity } from '../api/types.js' */

/**
 * @typedef {object} Arguments
 * @property {'open' | 'best' | 'help' | 'version' | 'formats' | 'rules'} action
 * @property {readonly string[]} places files, folders and "-"
 * @property {boolean} json
 * @property {{ readonly name: string, readonly direction?: Direction } | undefined} metric
 * @property {string | undefined} rules path of a file of thresholds
 * @property {Severity | undefined} failOn
 * @property {boolean} color
 */

/** From least to most. */
export const SEVERITIES = /** @type {const} */ (['info', 'notice', 'warning', 'critical']);

export const HELP = `Usage: ckptscope [options] FILE|DIR|- ...
       ckptscope best [options] FILE|DIR|- ...
       ckptscope formats | rules

Reads checkpoint and training-metric JSON and says whether the run went well,
what happened and which checkpoint to keep. Nothing leaves this machine.

  FILE  JSON or JSON Lines of any training tool
  DIR   searched for *.json, *.jsonl and *.ndjson; files in it that are sound JSON
        without training metrics are passed over
  -     standard input

  best  prints nothing but the checkpoint to keep, a line for each run: the model's
        name, else its folder or URL, else its id; no line (and status 1) for a run
        whose choice has none of these

Options:
  --json                       print one JSON document instead of text
  --metric NAME[:lower|higher] what best means
  --rules FILE                 other thresholds, as JSON: {"RULE": {"NAME": NUMBER}};
                               ckptscope rules lists them all
  --fail-on SEVERITY           exit with 1 on a finding at or above
                               info, notice, warning or critical
  --no-color                   no colours (also with NO_COLOR set)
  --help, --version

Exit status:
  0  everything was read
  1  --fail-on was given and a finding is that severe; best: a run without a line
  2  nothing could be read, or the command line is wrong
  3  some files could not be read
`;

/** A command line that cannot be carried out; its message says why. */
export class UsageError extends Error {}

/**
 * @param {readonly string[]} args without node and the script
 * @returns {Arguments} throws a UsageError
 */
export function parseArguments(args) {
  /** @type {string[]} */
  const places = [];
  /** @type {Arguments} */
  let parsed = {
    action: 'open',
    places,
    json: false,
    metric: undefined,
    rules: undefined,
    failOn: undefined,
    color: true,
  };
  let areOptionsOver = false;
  for (let index = 0; index < args.length; ++index) {
    const argument = args[index] ?? '';
    if (areOptionsOver || argument === '-' || !argument.startsWith('-')) {
      places.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const option = equals < 0 ? argument : argument.slice(0, equals);
    const inline = equals < 0 ? undefined : argument.slice(equals + 1);
    const takeValue = () => {
      const value = inline ?? args[++index];
      if (value === undefined || value === '') throw new UsageError(`${option} needs a value.`);
      return value;
    };
    if (inline !== undefined && !['--metric', '--rules', '--fail-on'].includes(option)) {
      throw new UsageError(`${option} takes no value.`);
    }
    switch (option) {
      case '--':
        areOptionsOver = true;
        break;
      case '--json':
        parsed = { ...parsed, json: true };
        break;
      case '--metric':
        parsed = { ...parsed, metric: metricChoice(takeValue()) };
        break;
      case '--rules':
        parsed = { ...parsed, rules: takeValue() };
        break;
      case '--fail-on':
        parsed = { ...parsed, failOn: severity(takeValue()) };
        break;
      case '--no-color':
        parsed = { ...parsed, color: false };
        break;
      case '--help':
      case '-h':
        return { ...parsed, action: 'help' };
      case '--version':
        return { ...parsed, action: 'version' };
      default:
        throw new UsageError(`There is no option ${option}.`);
    }
  }
  const [only] = places;
  if (places.length === 1 && (only === 'formats' || only === 'rules')) {
    return { ...parsed, action: only };
  }
  if (only === 'best' && places.length > 1) {
    return { ...parsed, action: 'best', places: places.slice(1) };
  }
  if (places.length === 0) throw new UsageError('Name a file, a folder or - to read.');
  return parsed;
}

/**
 * Names may hold colons themselves, so only a direction at the very end counts as one.
 * @param {string} text
 * @returns {{ readonly name: string, readonly direction?: Direction }}
 */
function metricChoice(text) {
  const [, name, direction] = /^(.+):(lower|higher)$/s.exec(text) ?? [];
  if (name === undefined) return { name: text };
  return { name, direction: /** @type {Direction} */ (direction) };
}

/**
 * @param {string} text
 * @returns {Severity}
 */
function severity(text) {
  const found = SEVERITIES.find((word) => word === text);
  if (found) return found;
  throw new UsageError(`--fail-on takes ${SEVERITIES.join(', ')}; not "${text}".`);
}

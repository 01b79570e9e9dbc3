/**
 * The command line as data.
 */

/** @import { Direction, Severity } from '../api/types.js' */

/**
 * @typedef {object} Arguments
 * @property {'open' | 'best' | 'serve' | 'help' | 'version' | 'formats' | 'rules'} action
 * @property {readonly string[]} places files, folders and "-"
 * @property {boolean} json
 * @property {Report} report
 * @property {boolean} points every point of every metric as well; with CSV in place of the checkpoints
 * @property {number} port for `serve`; 0: the system chooses
 * @property {{ readonly name: string, readonly direction?: Direction } | undefined} metric
 * @property {string | undefined} rules path of a file of thresholds
 * @property {string | undefined} map path of a file that says where steps and metrics stand
 * @property {Severity | undefined} failOn
 * @property {boolean | undefined} color undefined: as the terminal and the environment say
 */
/** @typedef {'text' | 'json' | 'jsonl' | 'md' | 'csv' | 'html' | 'github'} Report */

/** From least to most. */
export const SEVERITIES = /** @type {const} */ (['info', 'notice', 'warning', 'critical']);

export const HELP = `Usage: ckptscope [options] FILE|DIR|- ...
       ckptscope best [options] FILE|DIR|- ...
       ckptscope serve [options] FILE|DIR|- ...
       ckptscope formats | rules

Reads checkpoint and training-metric JSON and says whether the run went well,
what happened and which checkpoint to keep. Nothing leaves this machine.

  FILE  JSON or JSON Lines of any training tool, or a pattern ('runs/**/*.json')
  DIR   searched for *.json, *.jsonl and *.ndjson; files in it that are sound JSON
        without training metrics are passed over
  -     standard input

  best  prints nothing but the checkpoint to keep, a line for each run: the model's
        name, else its folder or URL, else its id; no line (and status 1) for a run
        whose choice has none of these; with --json all that is known of each choice
  serve puts the dashboard with these files on a port of this machine, reads them
        again at each reload, and stays until it is interrupted

Options:
  --json                       print one JSON document instead of text
  --jsonl                      print a line of JSON for each run, reading each file for
                               itself on several threads: for thousands of files
  --md, --csv                  print Markdown; a row for each checkpoint
  --points                     with --csv: a row for each point of the curves instead;
                               with --json, --jsonl: every point as well
  --html                       print the dashboard with the files inside it, as one
                               document that opens from disk without a network
  --github                     print annotations of a GitHub workflow, and add the
                               Markdown to its summary
  --metric NAME[:lower|higher] what best means
  --rules FILE                 other thresholds, as JSON: {"RULE": {"NAME": NUMBER}};
                               ckptscope rules lists them all
  --map FILE                   where steps and metrics stand, as JSON: {"step": "PATH",
                               "metrics": {"PATH": "lower"}}; also records, epoch, time
  --fail-on SEVERITY           exit with 1 on a finding at or above
                               info, notice, warning or critical
  --port NUMBER                for serve; without it, a free one
  --color, --no-color          colours or none; without them, colours on a terminal
                               unless NO_COLOR is set or TERM is dumb, and elsewhere
                               if FORCE_COLOR is set
  --help, --version

Examples:
  ckptscope trainer_state.json                       what to keep, and why
  ckptscope --fail-on warning --github runs/         gate a workflow
  ckptscope --jsonl 'sweep/*/trainer_state.json'     one line for each run
  ckptscope --html runs/ > report.html               to send to somebody

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
    report: 'text',
    points: false,
    port: 0,
    metric: undefined,
    rules: undefined,
    map: undefined,
    failOn: undefined,
    color: undefined,
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
    const valued = ['--metric', '--rules', '--map', '--fail-on', '--port'];
    if (inline !== undefined && !valued.includes(option)) {
      throw new UsageError(`${option} takes no value.`);
    }
    switch (option) {
      case '--':
        areOptionsOver = true;
        break;
      case '--json':
        parsed = { ...parsed, json: true, report: 'json' };
        break;
      case '--jsonl':
      case '--md':
      case '--csv':
      case '--html':
      case '--github':
        parsed = { ...parsed, report: /** @type {Report} */ (option.slice(2)) };
        break;
      case '--points':
        parsed = { ...parsed, points: true };
        break;
      case '--port':
        parsed = { ...parsed, port: portNumber(takeValue()) };
        break;
      case '--color':
        parsed = { ...parsed, color: true };
        break;
      case '--metric':
        parsed = { ...parsed, metric: metricChoice(takeValue()) };
        break;
      case '--rules':
        parsed = { ...parsed, rules: takeValue() };
        break;
      case '--map':
        parsed = { ...parsed, map: takeValue() };
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
  if (parsed.points && !['csv', 'json', 'jsonl'].includes(parsed.report)) {
    throw new UsageError('--points goes with --csv, --json or --jsonl.');
  }
  const [only] = places;
  if (places.length === 1 && (only === 'formats' || only === 'rules')) {
    return { ...parsed, action: only };
  }
  if (only === 'best' && places.length > 1) {
    if (!['text', 'json'].includes(parsed.report)) {
      throw new UsageError(`best prints lines, or JSON with --json; not --${parsed.report}.`);
    }
    return { ...parsed, action: 'best', places: places.slice(1) };
  }
  if (only === 'serve' && places.length > 1) {
    return { ...parsed, action: 'serve', places: places.slice(1) };
  }
  if (places.length === 0) throw new UsageError('Name a file, a folder or - to read.');
  return parsed;
}

/**
 * @param {string} text
 * @returns {number}
 */
function portNumber(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new UsageError(`--port takes a number from 0 to 65535; not "${text}".`);
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

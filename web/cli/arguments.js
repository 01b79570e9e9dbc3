/**
 * The command line as data.
 */

/** @import { Direction, Severity } from '../api/types.js' */

/**
 * @typedef {object} Arguments
 * @property {'open' | 'best' | 'compare' | 'serve' | 'help' | 'version' | 'formats' | 'rules'} action
 * @property {readonly string[]} places files, folders and "-"
 * @property {boolean} json
 * @property {Report} report
 * @property {boolean} points every point of every metric as well; with CSV in place of the checkpoints
 * @property {number | undefined} port for `serve`; 0 or undefined: the system chooses
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
       ckptscope compare [options] FILE|DIR|- ...
       ckptscope serve [options] FILE|DIR|- ...
       ckptscope formats | rules [--json]

Reads checkpoint and training-metric JSON and says whether the run went well,
what happened and which checkpoint to keep. Nothing leaves this machine.

What to read:
  FILE  JSON or JSON Lines of any training tool, also packed with gzip, or a
        pattern ('runs/**/*.json', with *, ?, [a-z], {a,b} and **)
  DIR   searched for *.json, *.jsonl and *.ndjson; files in it that are sound
        JSON without training metrics are passed over
  -     standard input
  Files that tell of one training, such as a job and its list of checkpoints,
  are read as one run.

What to print, else a table and the verdict as text:
  --json            one JSON document
  --jsonl           a line of JSON for each run, reading each file for itself on
                    several threads: for thousands of files, in the memory of a
                    few; files of one run are not joined
  --md              Markdown, for a pull request
  --csv             a row for each checkpoint
  --points          with --csv: a row for each point of the curves instead; with
                    --json and --jsonl: every point as well
  --html            the dashboard with the files inside it, as one document that
                    opens from disk without a network
  --github          annotations of a GitHub workflow; the Markdown is added to
                    the summary of the job

What to judge by:
  --metric NAME[:lower|higher]
                    what best means
  --rules FILE      other thresholds, as JSON: {"RULE": {"NAME": NUMBER}};
                    "ckptscope rules" lists them all; or settings that the
                    page has saved
  --map FILE        where steps and metrics stand, as JSON: {"step": "PATH",
                    "metrics": {"PATH": "lower"}}; also records, epoch, time
  --fail-on SEVERITY
                    exit with 1 on a finding at or above info, notice, warning
                    or critical; without it, findings never fail

Other commands:
  best              print nothing but the checkpoint to keep, a line for each
                    run: the model's name, else its folder or URL, else its id;
                    with --json, what the choice rests on
  compare           two runs or more beside each other: those that differ in
                    their seed as one group with its mean and interval, group
                    against group, settings beside results; also with --json
  serve             put the dashboard with these files on a port of this
                    machine, read them again at each reload, and stay until
                    interrupted
    --port NUMBER   that port; without it, a free one
  formats, rules    list what is recognised, and what is checked with which
                    thresholds

Other options:
  --color, --no-color
                    colours or none
  --help, -h        this text
  --version         the version of this program

Examples:
  ckptscope trainer_state.json                     what to keep, and why
  ckptscope --fail-on warning --github runs/       gate a workflow
  ckptscope --jsonl 'sweep/*/trainer_state.json'   one line for each run
  ckptscope --html runs/ > report.html             to send to somebody
  ckptscope compare 'runs/*-seed*/log.jsonl'       is A better than B?
  cp -r "$(ckptscope best run/trainer_state.json)" final

Exit status:
  0  everything was read
  1  --fail-on was given and a finding is that severe; best: a run has no line
  2  nothing could be read, or the command line is wrong
  3  some files could not be read

Environment:
  NO_COLOR, FORCE_COLOR, TERM=dumb   colours, where no option says otherwise
  GITHUB_STEP_SUMMARY                the file that --github adds the Markdown to
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
    port: undefined,
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
    return checked({ ...parsed, action: only });
  }
  if ((only === 'best' || only === 'compare' || only === 'serve') && places.length > 1) {
    return checked({ ...parsed, action: only, places: places.slice(1) });
  }
  if (places.length === 0) throw new UsageError('Name a file, a folder or - to read.');
  return checked(parsed);
}

/** What each action can print. @type {Readonly<Record<string, readonly Report[]>>} */
const REPORTS = {
  best: ['text', 'json'],
  compare: ['text', 'json'],
  formats: ['text', 'json'],
  rules: ['text', 'json'],
  serve: ['text'],
};

/**
 * Refuses an option that would have no effect, rather than ignoring it.
 * @param {Arguments} parsed
 * @returns {Arguments}
 */
function checked(parsed) {
  const { action, report, port, failOn } = parsed;
  if (REPORTS[action]?.includes(report) === false) {
    throw new UsageError(`${action} does not print --${report}.`);
  }
  if (port !== undefined && action !== 'serve') throw new UsageError('--port goes with serve.');
  if (failOn !== undefined && action !== 'open') {
    throw new UsageError(`--fail-on does not go with ${action}.`);
  }
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

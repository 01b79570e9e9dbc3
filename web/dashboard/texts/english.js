/** The dashboard's words in English; texts.js says what belongs here. */

export const english = {
  language: 'en',
  title: 'ckptscope',

  emptyHeadline:
    'Drop checkpoint or training-log files to learn which checkpoint to keep, and why.',
  emptyHint:
    'Anywhere on this page. Several files and folders at once are fine; Ctrl+V pastes JSON.',
  emptyHintFiles:
    'Anywhere on this page. Several files at once are fine, but this browser does not say what is in a dropped folder; Ctrl+V pastes JSON.',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  addFiles: 'Add files',
  addFolder: 'Add a folder',
  privacy: 'Files are read in this tab and sent nowhere.',
  privacyShort: 'Nothing leaves this page',
  formatsHeading: 'What is recognised',
  samplesHeading: 'No file at hand? Open a sample',
  samplesMenu: 'Samples',
  sampleUnread: 'Sample run',
  /** @param {string} name */
  linkAwaits: (name) => `This link shows ${name}. Open that file to see it as it was shared.`,
  exportMenu: 'Export',
  moreMenu: 'More',
  exports: {
    points: { label: 'All points as CSV', hint: 'one row for each step, every metric a column' },
    checkpoints: { label: 'Checkpoint table as CSV', hint: 'every row, exact numbers' },
    json: { label: 'Everything as JSON', hint: 'verdict, findings, tables and all points' },
    markdown: { label: 'Summary as Markdown', hint: 'for a pull request or a notebook' },
  },
  copyMarkdown: 'Copy the summary',
  /** @param {number} count */
  exportAll: (count) => `All ${count} runs`,
  exporting: 'Preparing the file',
  /** @param {string} name */
  exported: (name) => `${name} is saved.`,
  exportFailed: 'This could not be taken away. Try again.',
  dropHere: 'Drop to open',
  pastedName: 'pasted.json',

  /** @param {readonly string[]} names */
  reading: (names) =>
    names.length === 1 ? `Reading ${names[0]}` : `Reading ${names.length} files`,
  /** @param {string} done @param {string} total */
  progress: (done, total) => `${done} of ${total}`,
  /** @param {string} bytes @param {string} rows */
  perSecond: (bytes, rows) => `(${bytes} and ${rows} rows a second)`,
  gathering: 'Looking through the folder',
  analysing: 'Read. Analysing',
  cancel: 'Cancel',
  cancelled: 'Cancelled. Nothing of it was kept.',
  /** @param {number} runs @param {number} rejected */
  opened: (runs, rejected) =>
    `${runs === 1 ? '1 run' : `${runs} runs`} opened` +
    (rejected === 0 ? '.' : `, ${rejected === 1 ? '1 file' : `${rejected} files`} not read.`),

  runsHeading: 'Runs',
  closeRun: 'Close this run',
  /** @param {string} name */
  closeRunNamed: (name) => `Close ${name}`,

  overview: {
    heading: 'All runs',
    /** @param {string} count */
    count: (count) => `${count} runs`,
    /** @param {string} shown @param {string} count */
    some: (shown, count) => `${shown} of ${count} runs`,
    filter: 'Filter by name, file or verdict',
    bySeverity: 'Filter by severity of the verdict',
    valuesOf: 'Values of',
    ownMetric: 'what best means in each run',
    noneMatch: 'No run matches the filters.',
    columns: {
      name: 'run',
      verdict: 'verdict',
      metric: 'metric',
      best: 'best',
      last: 'last',
      steps: 'steps',
      duration: 'duration',
      curve: 'curve',
    },
    leading: 'best of all',
    /** @param {string} count */
    marked: (count) => `${count} marked`,
    unmark: 'Unmark all',
    markAll: 'Mark all that are shown',
    markHint: 'Mark for comparison',
    /** @param {string} name */
    mark: (name) => `Mark ${name} for comparison`,
    compare: 'Compare marked',
    compareHint: 'Mark two runs or more to compare them.',
    edit: 'Change name and colour',
    /** @param {string} name */
    editNamed: (name) => `Change name and colour of ${name}`,
    keys: 'Runs. Arrow keys move between runs, Space marks one, Shift and arrows mark several, Ctrl and A marks all, Enter opens one.',
  },
  reread: 'Judged again with the settings that hold now.',
  settingsFile: { save: 'Save as a file', load: 'Load from a file' },
  thresholds: {
    heading: 'Thresholds',
    allDefault: 'all as delivered',
    /** @param {number} count */
    changed: (count) => (count === 1 ? '1 changed' : `${count} changed`),
    /** @param {string} list */
    best: (list) => `Best means ${list}: kept in the same file.`,
    resetAll: 'Reset all',
    reset: 'Reset',
    close: 'Close',
    filter: 'Filter by rule or meaning',
    changedOnly: 'Changed ones only',
    noneMatch: 'No threshold matches.',
    /** Of a rule. @param {string} version */
    version: (version) => `version ${version}`,
    name: 'threshold',
    meaning: 'meaning',
    value: 'value',
    unit: 'unit',
    byDefault: 'as delivered',
    /** @param {string} least @param {string} greatest */
    range: (least, greatest) => `${least} to ${greatest}`,
    /** As the engine names them; one that is not here is shown as it comes. @type {Readonly<Record<string, string>>} */
    units: {
      share: 'share',
      evaluations: 'evaluations',
      points: 'points',
      number: 'number',
      times: 'times',
      sigma: 'sigma',
      p: 'p',
      records: 'records',
      metric: 'metric',
      nats: 'nats',
      runs: 'runs',
    },
  },
  mapping: {
    heading: 'Field mapping',
    hint: 'Name the fields of this file that hold step, epoch and time, as the file spells them, with a dot between nested keys. Once anything is named here, only what is named is used: without a step, an epoch or a time the rows are counted. The file is read again at once.',
    remembered: 'Kept in this browser for files of the same shape.',
    reset: 'Forget',
    close: 'Close',
    byItself: 'by its name',
    notNamed: 'not named',
    places: {
      step: 'Field of the step',
      epoch: 'Field of the epoch',
      time: 'Field of the time',
      records: 'List of the records',
    },
    ask: 'Say where step and metrics stand',
    more: 'Another metric',
    add: 'Add',
    read: 'Read the file so',
    metrics: 'Metrics of this file',
    isMetric: 'is a metric',
    direction: 'better is',
    role: 'measured on',
  },
  report: {
    heading: 'What became of the files',
    /** @param {number} files @param {number} rejected @param {number} passedOver */
    summary: (files, rejected, passedOver) =>
      [
        files === 1 ? '1 file read' : `${files} files read`,
        ...(rejected > 0 ? [`${rejected} without metrics or damaged`] : []),
        ...(passedOver > 0 ? [`${passedOver} passed over`] : []),
      ].join(', '),
    /** @param {string} bytes @param {string} rows @param {string} duration @param {string} bytesPace @param {string} rowsPace */
    pace: (bytes, rows, duration, bytesPace, rowsPace) =>
      `${bytes} and ${rows} rows in ${duration}: ${bytesPace} and ${rowsPace} rows a second`,
    /** @param {string} count */
    recognised: (count) => `Recognised: ${count}`,
    /** @param {string} count */
    rejected: (count) => `Read, but no run in them: ${count}`,
    /** @param {string} count */
    passedOver: (count) => `Not looked into, as nothing with such a name holds metrics: ${count}`,
    noEnding: 'without an ending',
    file: 'file',
    run: 'run',
    rows: 'rows',
    /** @param {number} count */
    nothing: (count) =>
      count === 0
        ? 'The folder is empty.'
        : `None of the ${count === 1 ? 'one file' : `${count} files`} in the folder has a name that logs of training have.`,
    nothingAdvice:
      'Looked for are .json, .jsonl, .ndjson, .txt, .log and .out files, also with .gz. A file with another name can be dropped by itself.',
  },
  runEditor: {
    title: 'Name and colour',
    name: 'Name',
    color: 'Colour beside other runs',
    /** @param {number} number */
    hue: (number) =>
      ['blue', 'vermilion', 'green', 'purple', 'ochre', 'sky blue', 'olive', 'grey'][number - 1] ??
      String(number),
    save: 'Save',
  },
  compare: {
    heading: 'Compare',
    who: 'Runs that are compared',
    leave: 'Leave out',
    /** @param {string} name */
    leaveNamed: (name) => `Leave ${name} out of the comparison`,
    lines: 'Colour is the run; training is dashed where it stands beside validation.',
    /** @param {string} drawn @param {string} rest */
    undrawn: (drawn, rest) =>
      `The first ${drawn} are drawn; ${rest} more stand in the tables below.`,
    sameStep: 'A against B at the same step',
    at: 'at',
    neverMet: 'These two runs share no metric on the same axis.',
    difference: 'B − A',
    judged: 'B is',
    judgements: { better: 'better', worse: 'worse', equal: 'equal' },
    groups: 'Groups',
    groupsHint: 'Runs that differ in nothing but their seed are one group.',
    by: 'Compared by',
    /** @param {string} metric @param {string} level in per cent */
    meanOf: (metric, level) => `Mean of ${metric} in each group, with its ${level} % interval`,
    group: 'group',
    runs: 'runs',
    mean: 'mean',
    meanHint: 'Of the final values: the median of the last few of each run',
    deviation: 'standard deviation',
    /** @param {string} level in per cent */
    interval: (level) => `${level} % interval of the mean`,
    /** @param {string} from @param {string} to */
    fromTo: (from, to) => `${from} to ${to}`,
    settings: 'What was set, and what came out',
    noSettings: 'The files state no setting that differs between these runs.',
    final: 'final',
    finalHint: 'Median of the last few values; a threshold says of how many',
    comparing: 'Comparing',
    failed: 'These runs could not be compared. Mark them anew.',
  },

  languageLabel: 'Language',
  languageOfBrowser: 'Browser',
  theme: 'Theme',
  themes: { auto: 'System', light: 'Light', dark: 'Dark' },

  severities: { info: 'Info', notice: 'Notice', warning: 'Warning', critical: 'Critical' },
  grades: { info: 'Info', notice: 'Notice', data_loss: 'Data left out' },
  confidences: { high: 'High confidence', medium: 'Medium confidence', low: 'Low confidence' },

  verdictHeading: 'Verdict',
  nextStep: 'Next:',
  evidence: 'Evidence',
  showOnChart: 'Show on the chart',
  keep: 'Keep',
  /** @param {string} what @param {string} value */
  copyLabel: (what, value) => `Copy the ${what}: ${value}`,
  copyId: 'id',
  copyModel: 'model name',
  copyPath: 'path',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying was refused; select the text instead.',
  /** @param {string} names */
  equivalents: (names) => `Equivalent within the noise: ${names}.`,
  noEquivalents: 'No other checkpoint is as good within the noise.',
  /** @param {string} x @param {string} value */
  betterUnsaved: (x, value) => `Better, but not saved: ${value} at ${x}.`,
  savedUnknown: 'Whether these checkpoints still exist is not stated in the file.',
  /** @param {number} count */
  andMore: (count) => `and ${count} more`,

  bestMeans: 'Best means',
  bestMetric: 'Metric that decides what best means',
  bestDirection: 'Direction that is better',
  directions: { lower: 'lowest', higher: 'highest', unknown: 'not ranked' },
  noMetric: 'no metric',
  chosenByYou: 'Chosen by you.',
  resetChoice: 'Reset',

  partial: 'Not everything was read.',

  chartsHeading: 'Curves',
  resetZoom: 'Reset zoom',
  allCharts: 'All charts',
  /** @param {string} quantity */
  expandChart: (quantity) => `Show ${quantity} large`,
  /** @param {string} quantity */
  shrinkChart: (quantity) => `Show ${quantity} among the others`,
  axisLabel: 'x',
  axisHint: 'Horizontal axis',
  logX: 'log x',
  logY: 'log y',
  clipOutliers: 'Clip outliers',
  clipHint: 'Values far outside do not squeeze the rest; triangles at the edge mark them.',
  smooth: 'Smooth',
  smoothOff: 'off',
  smoothBy: 'How to smooth',
  smoothWays: { step: 'by step', point: 'by point' },
  smoothHint:
    'Moving average over all points, raw values behind it. By step weighs by distance in x; by point is what TensorBoard does.',
  smoothedValue: 'Smoothed',
  brushLabel: 'What the charts show of the whole',
  brushFrom: 'Begin of what is shown',
  brushTo: 'End of what is shown',
  /** @param {string} quantity */
  chartTable: (quantity) => `Values of ${quantity}, some of the points shown`,
  /** @param {string} count */
  superseded: (count) => `${count} replaced`,
  supersededHint:
    'Points that a resumed training replaced: dotted, with an arrow where training was taken up again.',
  /** @param {string} count */
  sentinels: (count) => `${count} not measured`,
  sentinelHint:
    'The value says that nothing was measured: no validation, no object, or a score that overflowed. It is not drawn, in no rule and never best.',
  /** @param {string} count @param {string} least @param {string} greatest */
  beyond: (count, least, greatest) =>
    count === '1'
      ? `1 beyond the axis: ${greatest}`
      : `${count} beyond the axis: ${least} to ${greatest}`,
  beyondHint: 'Marked by triangles at the edge.',
  /** @param {string} count */
  unscalable: (count) => `${count} not above 0`,
  unscalableHint: 'A logarithmic axis cannot show them; the line is broken there.',
  /** @param {string} count */
  unplaced: (count) => `${count} without a place`,
  unplacedHint: 'The file does not say where these points stand on this axis.',
  /** @param {number} count */
  showCharts: (count) => `Show ${count} more charts`,
  chartKeys:
    'Arrow keys move the cursor, Shift by ten, Home and End jump, plus and minus zoom, square brackets pan, Escape resets, N and P go through the findings.',
  /** @param {string} quantity */
  chartLabel: (quantity) => `Chart of ${quantity}. Cursor`,
  /** @param {string} quantity */
  pictureMenu: (quantity) => `Save a picture of ${quantity}`,
  pictures: { png: 'Picture as PNG', svg: 'Drawing as SVG' },
  chartFailed: 'This curve could not be drawn.',
  roles: {
    train: 'training',
    valid_batch: 'validation batch',
    valid: 'validation',
    test: 'test',
    none: '',
  },
  /** @param {number} count */
  nonFinite: (count) => `${count} not finite`,
  nonFiniteMark: 'NaN or infinite, drawn at the edge',
  checkpointMark: 'checkpoint',
  recommendedMark: 'the one to keep',
  axes: {
    step: 'step',
    epoch: 'epoch',
    time: 'wall time',
    relative: 'relative time',
    index: 'record',
    tokens: 'tokens',
  },
  /** @param {string} duration */
  after: (duration) => `after ${duration}`,
  /** @param {string} count */
  tokens: (count) => `${count} tokens`,
  /** A place on an axis that is not of time. @param {'step' | 'epoch' | 'index'} kind @param {string} x */
  onAxis: (kind, x) => `${{ step: 'step', epoch: 'epoch', index: 'record' }[kind]} ${x}`,
  /** A checkpoint that has no other name than its number. @param {string} number */
  checkpointNumber: (number) => `checkpoint ${number}`,
  /** A list of short items in a sentence. */
  comma: ', ',

  showKept: 'Show the one to keep',
  filterLabel: 'Filter of the table',
  filterHint:
    'Conditions joined by "and", such as eval_loss < 0.5 and step >= 100; or words that an id, a model name or a path holds.',
  savedOnly: 'saved only',
  columnsMenu: 'Columns',
  columnShown: 'Show',
  columnPinned: 'Pin',
  /** @param {string} shown @param {string} all */
  rowsOf: (shown, all) => `${shown} of ${all} rows`,
  noRows: 'No row meets the filter.',
  clearFilter: 'Show all rows',
  checkpointsHeading: 'Checkpoints and evaluations',
  columns: {
    row: 'checkpoint',
    mark: 'mark',
    step: 'step',
    epoch: 'epoch',
    time: 'time',
    saved: 'saved',
    deltaBest: 'Δ best',
    deltaPrevious: 'Δ before',
    gap: 'gap',
    id: 'id',
    model: 'model',
    path: 'path',
  },
  columnTitles: {
    deltaBest: 'Difference to the best value',
    deltaPrevious: 'Difference to the row before it',
    gap: 'Validation minus training',
    name: 'Press a name to copy it',
  },
  marks: {
    recommended: 'keep',
    best: 'best',
    equivalent: 'equivalent',
    last: 'last',
    cut: 'cut off',
  },
  saved: { yes: 'yes', no: 'no', unknown: 'not stated' },
  /** @param {string} column */
  sortBy: (column) => `Sort by ${column}`,
  /** @param {string} count */
  rowCount: (count) => (count === '1' ? '1 row' : `${count} rows`),

  stopping: {
    heading: 'When to stop',
    /** Where nothing was trained in vain. @param {string} acting @param {string} all */
    acted: (acting, all) => `${acting} of ${all} usual callbacks would have acted.`,
    /** Behind how many steps were in vain. @param {string} duration */
    time: (duration) => ` That took ${duration}.`,
    columns: {
      rule: 'callback, and how it counts',
      actsAt: 'first acts at',
      best: 'best by then',
      saved: 'not trained',
      regret: 'misses the best by',
    },
    never: 'never',
  },
  averaging: {
    heading: 'What to average',
    /** @param {string} count */
    candidates: (count) => `${count} checkpoints`,
  },

  metricsHeading: 'Metrics',
  metricColumns: {
    name: 'metric',
    role: 'role',
    first: 'first',
    last: 'last',
    best: 'best',
    min: 'least',
    max: 'greatest',
    points: 'points',
    trend: 'trend',
    curve: 'curve',
  },
  trends: {
    undetermined: 'no clear trend',
    falling: 'falling',
    rising: 'rising',
    steady: 'steady',
  },
  better: 'better',
  worse: 'worse',
  /** @param {string} p @param {number} n */
  trendTitle: (p, n) => `p = ${p}, n = ${n}`,
  /** @param {string} x */
  at: (x) => `at ${x}`,
  /** @param {number} count */
  showMetrics: (count) => `Show ${count} more metrics`,

  findingsHeading: 'Findings',
  noFindings: 'Nothing remarkable was found.',
  notesHeading: 'Notes on reading',
  noNotes: 'Everything was read as it stands.',
  /** @param {number} line @param {number} column */
  place: (line, column) => `line ${line}, column ${column}`,
  /** @param {string} byte */
  byte: (byte) => `byte ${byte}`,
  factsHeading: 'Facts',
  /** @param {number} count */
  showAll: (count) => `Show all ${count}`,
  factFormat: 'Read as',
  factSources: 'Files',
  factRows: 'Records read',

  shortcutsHeading: 'Keyboard shortcuts',
  close: 'Close',
  shortcutScopes: { page: 'Anywhere', chart: 'In a chart', table: 'In the checkpoint table' },
  shortcuts: {
    help: 'this list',
    open: 'choose files',
    nextRun: 'the next run',
    previousRun: 'the run before',
    filter: 'filter the checkpoint table',
    right: 'cursor to the next point, Shift by ten',
    left: 'cursor to the point before, Shift by ten',
    first: 'cursor to the first point shown',
    last: 'cursor to the last point shown',
    zoomIn: 'zoom in at the cursor',
    zoomOut: 'zoom out',
    panLeft: 'pan to the left',
    panRight: 'pan to the right',
    reset: 'show everything',
    nextFinding: 'the next finding',
    previousFinding: 'the finding before',
    down: 'light the next row',
    up: 'light the row before',
    copyName: 'copy the id of the lit row, else its model or path',
    copyModel: 'copy the model name of the lit row, else its path',
  },

  rejectedHeading: 'Not read',
  dismiss: 'Dismiss',
  folderRefused: 'The browser hands over no file of this folder.',
  folderAdvice:
    'That happens to pages that were opened from disk. Choose the folder with the button instead, or drop its files.',
  failedAdvice: 'Runs that were open before are untouched. Try again.',
  loadingRun: 'Analysing again',
};

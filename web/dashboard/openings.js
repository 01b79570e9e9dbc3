/**
 * What is open, as the engine sees it: the sets of runs, the files they came from, and what is under
 * way. Opens, judges again, reads again, chooses anew and closes; whoever shows it learns of everything
 * as actions on the one state.
 */
import { openRuns, parseSettings, prepare } from '../api/index.js';
import { FolderError } from './intake.js';
import { MAPPABLE, nameOf, nothingIn, rejectionOf, reportOf, sizeOf } from './opened.js';
import {
  hasFoundAll,
  mappingsOfUnread,
  rememberedMapping,
  rememberMapping,
  rememberUnread,
  shapeOf,
} from './remembered.js';
import { entriesAfter } from './reread.js';
import { initialReading } from './state.js';
import { HUES } from './tokens.js';

/** @import { Input, Mapping, RuleOverrides, Run, RunSet, Settings } from '../api/types.js' */
/** @import { BestChoice } from './best-choice.js' */
/** @import { Action, Entry, ReadingSettings, State } from './state.js' */
/** @import { Texts } from './texts.js' */

/** Inputs of one opening. @typedef {{ readonly files: readonly Input[], readonly passedOver: readonly string[], readonly isFolder: boolean }} Gathered */

/**
 * Who shows what is open.
 * @typedef {object} Host
 * @property {State} state
 * @property {Texts} texts of the chosen language
 * @property {typeof openRuns} openRuns how files are opened
 * @property {(action: Action) => void} change
 * @property {(entries: readonly Entry[], runs: readonly Run[]) => void} opened
 */

/**
 * @callback Again
 * @param {RunSet} before
 * @param {readonly Input[]} inputs it was made of
 * @param {{ readonly signal: AbortSignal, readonly rules: RuleOverrides }} how
 * @returns {Promise<RunSet>} the same with other settings
 */

/** A bar that is gone at once only flickers: progress shows after this many milliseconds. */
const LASTING_MS = 500;

export class Openings {
  /** @type {Host} */
  #host;
  /** @type {Map<number, AbortController>} by id of the opening */
  #cancellers = new Map();
  /** @type {Map<number, RunSet>} by id of the opening, while any of its runs is shown */
  #sets = new Map();
  /** @type {Map<number, readonly Input[]>} what was opened, to be read again with other settings */
  #inputs = new Map();
  /** @type {Map<string, Input>} what no run was found in, by name of the source */
  #refused = new Map();
  /** @type {Map<number, string>} shape of the files of an opening, by which mappings are remembered */
  #shapes = new Map();
  #choosing = new AbortController();
  #rereading = new AbortController();
  #lastId = 0;
  #lastKey = 0;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * Gathers files and opens them.
   * @param {(signal: AbortSignal) => Gathered | Promise<Gathered>} gather
   * @param {Mapping} [map] where things stand in these files
   * @returns {Promise<void>} when they are shown, refused or cancelled
   */
  async take(gather, map) {
    const host = this.#host;
    this.#lastId += 1;
    const id = this.#lastId;
    const canceller = new AbortController();
    const { signal } = canceller;
    this.#cancellers.set(id, canceller);
    host.change({ type: 'opening-started', id });
    const lasting = setTimeout(() => host.change({ type: 'opening-lasts', id }), LASTING_MS);
    /** @type {Gathered} */
    let gathered = { files: [], passedOver: [], isFolder: false };
    try {
      gathered = await gather(signal);
      signal.throwIfAborted();
      const { files } = gathered;
      const totalBytes = files.reduce((sum, input) => sum + sizeOf(input), 0);
      host.change({ type: 'opening-read', id, names: files.map(nameOf), totalBytes });
      if (files.length === 0) return this.#onNothing(id, gathered);
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      const set = await host.openRuns(files, {
        signal,
        locale: host.texts.language,
        rules: this.#reading.rules,
        metric: this.#reading.best,
        map,
        onProgress: (progress) =>
          host.change({ type: 'opening-progressed', id, progress, seconds: seconds() }),
      });
      this.#onOpened(id, set, gathered, { bytes: totalBytes, seconds: seconds() });
      if (map && set.runs.length > 0) this.#onMapped(id, map);
      if (!map) await this.#tryMappings(set.rejected, signal);
    } catch (error) {
      this.#onFailed(id, signal, gathered.files.map(nameOf), error);
    } finally {
      clearTimeout(lasting);
      this.#cancellers.delete(id);
      whenIdle(() => void this.prepare());
    }
  }

  /**
   * Reads refused files by the mapping that a person made for one like them.
   * @param {RunSet['rejected']} rejected
   * @param {AbortSignal} signal
   */
  async #tryMappings(rejected, signal) {
    for (const { source, code } of rejected) {
      const input = this.#refused.get(source);
      if (code !== MAPPABLE || input === undefined) continue;
      for (const map of mappingsOfUnread()) {
        if (!(await this.#finds(input, map, signal))) continue;
        this.retry(source, map);
        break;
      }
    }
  }

  /** @param {Input} input @param {Mapping} map @param {AbortSignal} signal @returns {Promise<boolean>} */
  async #finds(input, map, signal) {
    try {
      const set = await this.#host.openRuns([input], { signal, map });
      set.close();
      return hasFoundAll(map, set.runs);
    } catch {
      return false; // A mapping of older days, or the file is gone: it stays refused.
    }
  }

  /** Keeps a started engine at hand, so that the next files only have to be read. */
  async prepare() {
    if (this.#host.openRuns !== openRuns) return;
    try {
      await prepare();
    } catch {
      // Whoever opens files sees the reason.
    }
  }

  /** Reads a file in which nothing was found once more, as the person says. @param {string} source @param {Mapping} map */
  retry(source, map) {
    const input = this.#refused.get(source);
    if (input === undefined) return;
    void this.take(() => ({ files: [input], passedOver: [], isFolder: false }), map);
    this.#host.change({ type: 'rejected-retried', source });
  }

  /** Whether a file in which nothing was found is still at hand. @param {string} source */
  canRetry(source) {
    return this.#refused.has(source);
  }

  /** @param {number} id of the opening */
  cancel(id) {
    this.#cancellers.get(id)?.abort();
  }

  /** Cancels every opening that is under way. */
  cancelAll() {
    for (const canceller of this.#cancellers.values()) canceller.abort();
  }

  /** Closes what was opened here, when other runs are shown in its place. */
  closeAll() {
    for (const set of this.#sets.values()) set.close();
    this.#sets.clear();
    this.#inputs.clear();
  }

  /** Takes a run off the page, and gives its memory back with the last one of its opening. @param {number} key */
  close(key) {
    const closed = this.#entries.find((entry) => entry.key === key);
    this.#host.change({ type: 'run-closed', key });
    if (!closed || this.#entries.some(({ opening }) => opening === closed.opening)) return;
    this.#sets.get(closed.opening)?.close();
    this.#sets.delete(closed.opening);
    this.#inputs.delete(closed.opening);
  }

  /** Runs that someone else has opened, as they stand in the list. @param {readonly Run[]} runs */
  entriesOf(runs) {
    return runs.map((run) => this.#entry(0, run));
  }

  /** Judges all runs by other numbers, at once: nothing is read again. @param {RuleOverrides} rules */
  async rejudge(rules) {
    await this.#replace([...this.#sets.keys()], { rules }, judged);
  }

  /**
   * Judges all runs as a file of settings says, and chooses what best means in those it tells of.
   * @param {unknown} settings what stands in the file
   */
  async applySettings(settings) {
    const host = this.#host;
    /** @type {Settings} */
    let next;
    try {
      next = parseSettings(settings);
    } catch (error) {
      host.change({ type: 'reading-changed', change: { refusal: messageOf(error) } });
      return;
    }
    const { rules, best } = next;
    const isDone = await this.#replace([...this.#sets.keys()], { rules, best }, judged);
    if (!isDone) return;
    for (const { key, run } of this.#entries) {
      const choice = best.find(({ name }) => run.metrics.some((metric) => metric.name === name));
      if (!choice) continue;
      const { name, direction = 'unknown' } = choice;
      const chosen = await run.choose({ metric: name, direction });
      host.change({ type: 'run-analysed', key, run: chosen });
    }
  }

  /** Reads the files of an opening as the person says. @param {number} id @param {Mapping | null} map */
  async remap(id, map) {
    const { [id]: before } = this.#reading.maps;
    if (before && !map) rememberUnread(before, false);
    const { [id]: _, ...others } = this.#reading.maps;
    const maps = map ? { ...others, [id]: map } : others;
    const isDone = await this.#replace([id], { maps }, (__, inputs, { signal, rules }) =>
      this.#host.openRuns(inputs, {
        signal,
        locale: this.#host.texts.language,
        rules,
        metric: this.#reading.best,
        ...(map ? { map } : {}),
      }),
    );
    if (isDone) rememberMapping(this.#shapes.get(id) ?? '', map);
  }

  /** Another meaning of best for a run. @param {Entry} entry @param {BestChoice} choice */
  async choose({ key, run }, { metric, direction }) {
    this.#choosing.abort();
    this.#choosing = new AbortController();
    const { signal } = this.#choosing;
    this.#busy(true);
    try {
      const next = await run.choose({ metric, direction, signal });
      if (!signal.aborted) this.#host.change({ type: 'run-analysed', key, run: next });
    } catch {
      // Superseded by a later choice, or the run was closed.
    } finally {
      if (!signal.aborted) this.#busy(false);
    }
  }

  /**
   * Puts the runs of openings as they are with other settings in place of what they were, and goes back
   * when the settings are refused.
   * @param {readonly number[]} ids
   * @param {Partial<ReadingSettings>} change
   * @param {Again} again
   * @returns {Promise<boolean>} whether it did
   */
  async #replace(ids, change, again) {
    const host = this.#host;
    this.#rereading.abort();
    this.#rereading = new AbortController();
    const { signal } = this.#rereading;
    const kept = this.#reading;
    const { rules } = { ...kept, ...change };
    // A second change, made before the first has had its effect, adds to it.
    host.change({ type: 'reading-changed', change: { ...change, refusal: '' } });
    this.#busy(true);
    try {
      for (const id of ids) {
        const before = this.#sets.get(id);
        const inputs = this.#inputs.get(id);
        if (!before || !inputs) continue;
        const set = await again(before, inputs, { signal, rules });
        if (signal.aborted) return false;
        await this.#put(id, before, set);
      }
      if (signal.aborted) return false;
      this.#say(host.texts.reread);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      host.change({ type: 'reading-changed', change: { ...kept, refusal: messageOf(error) } });
      return false;
    } finally {
      if (!signal.aborted) this.#busy(false);
    }
  }

  /** @param {number} id of the opening @param {RunSet} before @param {RunSet} set the same, read or judged again */
  async #put(id, before, set) {
    const own = this.#entries.filter(({ opening }) => opening === id);
    const create = (/** @type {Run} */ run) => this.#entry(id, run);
    const entries = await entriesAfter(own, before.runs.length, set, create);
    if (own.length === 0 || entries.length === 0) {
      set.close();
      return;
    }
    this.#sets.set(id, set);
    this.#host.change({ type: 'opening-reread', id, entries });
    // One that was judged again lives on the engine of the one before.
    if (set.close !== before.close) before.close();
  }

  /**
   * @param {number} id
   * @param {RunSet} set
   * @param {Gathered} gathered
   * @param {{ readonly bytes: number, readonly seconds: number }} effort
   */
  #onOpened(id, set, { files, passedOver, isFolder }, effort) {
    const host = this.#host;
    const entries = set.runs.map((run) => this.#entry(id, run));
    if (entries.length > 0) {
      this.#sets.set(id, set);
      this.#inputs.set(id, files);
      this.#shapes.set(id, shapeOf(set.runs));
    } else {
      set.close();
    }
    for (const { source } of set.rejected) {
      const input = files.find((one) => nameOf(one) === source);
      if (input !== undefined) this.#refused.set(source, input);
    }
    // Of a folder nobody chose each file: what is no log in it is told, but does not alarm.
    const isQuiet = isFolder && entries.length > 0;
    const report = reportOf(set, passedOver, isQuiet, effort);
    host.change({
      type: 'opening-finished',
      id,
      entries,
      rejected: isQuiet ? [] : set.rejected,
      report: files.length > 1 || isFolder ? report : null,
    });
    const remembered = rememberedMapping(this.#shapes.get(id) ?? '');
    if (remembered) void this.remap(id, remembered);
    this.#say(host.texts.opened(entries.length, set.rejected.length));
    host.opened(entries, set.runs);
  }

  /** @param {number} id @param {Mapping} map by which something was found */
  #onMapped(id, map) {
    rememberUnread(map, true);
    const maps = { ...this.#reading.maps, [id]: map };
    this.#host.change({ type: 'reading-changed', change: { maps, refusal: '' } });
    this.#host.change({ type: 'unread-changed', unread: null });
  }

  /** A folder in which nothing looks like metrics. @param {number} id @param {Gathered} gathered */
  #onNothing(id, { passedOver }) {
    const rejected = [nothingIn(passedOver)];
    this.#host.change({ type: 'opening-finished', id, entries: [], rejected });
    this.#say(this.#host.texts.opened(0, passedOver.length));
  }

  /**
   * @param {number} id
   * @param {AbortSignal} signal
   * @param {readonly string[]} names
   * @param {unknown} error
   */
  #onFailed(id, signal, names, error) {
    const host = this.#host;
    if (signal.aborted) {
      host.change({ type: 'opening-cancelled', id });
      this.#say(host.texts.cancelled);
      return;
    }
    const { texts } = host;
    const rejected =
      error instanceof FolderError
        ? rejectionOf(new Error(texts.folderRefused), error.folder, texts.folderAdvice)
        : rejectionOf(error, names.join(', '), texts.failedAdvice);
    host.change({ type: 'opening-finished', id, entries: [], rejected: [rejected] });
    this.#say(host.texts.opened(0, names.length));
  }

  /** @param {number} opening @param {Run} run @returns {Entry} */
  #entry(opening, run) {
    this.#lastKey += 1;
    const hue = HUES[(this.#lastKey - 1) % HUES.length] ?? 1;
    return { key: this.#lastKey, opening, run, hue };
  }

  /** Tells those who hear the page. @param {string} status */
  #say(status) {
    this.#host.change({ type: 'said', status });
  }

  /** @param {boolean} isBusy while what is shown is worked out anew */
  #busy(isBusy) {
    this.#host.change({ type: 'busy-changed', isBusy });
  }

  get #entries() {
    const { state } = this.#host;
    return state.kind === 'ready' ? state.entries : [];
  }

  /** How files are read and judged. */
  get #reading() {
    const { state } = this.#host;
    return state.kind === 'ready' ? state.reading : initialReading;
  }
}

/** @type {Again} */
function judged(before, _, { signal, rules }) {
  return before.judge(rules, { signal });
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {() => void} task done once nothing else is to do */
export function whenIdle(task) {
  if ('requestIdleCallback' in window) requestIdleCallback(task);
  else setTimeout(task);
}

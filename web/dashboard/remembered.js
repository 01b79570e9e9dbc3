/** What a person chose before, kept in this browser where it lets pages keep anything. */

/** @import { Mapping, Run } from '../api/types.js' */

const MAPPINGS_KEY = 'ckptscope-mappings';
/** The oldest go first. */
const MAPPINGS_MAX = 50;

/** A choice that was kept. @param {string} key @returns {string | undefined} */
export function stored(key) {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string | undefined} choice undefined forgets it */
export function store(key, choice) {
  try {
    if (choice === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Storage is off; the choice lasts as long as the page.
  }
}

/**
 * What files of one shape have in common: what they are read as, and the names of their metrics.
 * @param {readonly Run[]} runs of one opening, as they are read without a mapping
 * @returns {string}
 */
export function shapeOf(runs) {
  const names = new Set(runs.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  return JSON.stringify([runs[0]?.format ?? '', ...[...names].toSorted()]);
}

/** The mapping that was made for files of a shape. @param {string} shape @returns {Mapping | null} */
export function rememberedMapping(shape) {
  return mappings().find(([known]) => known === shape)?.[1] ?? null;
}

/** @param {string} shape @param {Mapping | null} mapping null forgets it */
export function rememberMapping(shape, mapping) {
  const others = mappings().filter(([known]) => known !== shape);
  /** @type {[string, Mapping][]} */
  const next = mapping ? [[shape, mapping], ...others] : others;
  store(MAPPINGS_KEY, JSON.stringify(next.slice(0, MAPPINGS_MAX)));
}

/** Begins the shape of files in which nothing is found without a mapping; the mapping itself tells them. */
const UNREAD = 'unread ';

/** Mappings by which something was found in files that were refused. @returns {readonly Mapping[]} */
export function mappingsOfUnread() {
  return mappings()
    .filter(([shape]) => shape.startsWith(UNREAD))
    .map(([, mapping]) => mapping);
}

/** @param {Mapping} mapping @param {boolean} isKept false forgets it */
export function rememberUnread(mapping, isKept) {
  rememberMapping(`${UNREAD}${JSON.stringify(mapping)}`, isKept ? mapping : null);
}

/** Whether every metric that a mapping names was found. @param {Mapping} mapping @param {readonly Run[]} runs */
export function hasFoundAll(mapping, runs) {
  const names = new Set(runs.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  return runs.length > 0 && Object.keys(mapping.metrics ?? {}).every((name) => names.has(name));
}

/** @returns {[string, Mapping][]} the latest first */
function mappings() {
  try {
    const kept = JSON.parse(stored(MAPPINGS_KEY) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

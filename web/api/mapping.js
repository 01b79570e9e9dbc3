/**
 * Where a person says that step, epoch, time and metrics stand in files that say too little by
 * themselves. Here the object is checked; the engine reads by it.
 */

import { isRecord, refused } from './checks.js';

/** @import { MappedPlace } from '../engine/calls.js' */
/** @import { Mapping } from './types.js' */

const PLACES = /** @type {const} */ (['records', 'step', 'epoch', 'time']);
const DIRECTIONS = ['lower', 'higher', ''];
const ROLES = ['train', 'valid', 'test', ''];

/**
 * @param {Mapping} mapping
 * @returns {MappedPlace[]} throws a CheckpointError when it is no mapping
 */
export function mappedPlaces(mapping) {
  if (!isRecord(mapping)) {
    throw refused('A mapping is an object: { step: "path", metrics: { "path": "lower" } }.');
  }
  /** @type {MappedPlace[]} */
  const places = [];
  for (const [key, value] of Object.entries(mapping)) {
    if (key === 'metrics') {
      places.push(...mappedMetrics(value));
      continue;
    }
    const what = PLACES.find((place) => place === key);
    if (!what) {
      const known = [...PLACES, 'metrics'].join(', ');
      throw refused(`A mapping has no "${key}"; it may have ${known}.`);
    }
    if (typeof value !== 'string' || value === '') {
      throw refused(`"${key}" must be the path of a field, as text: "train.step".`);
    }
    places.push([what, value, '', '']);
  }
  if (places.length === 0) throw refused('The mapping names no field.');
  return places;
}

/**
 * @param {unknown} metrics
 * @returns {MappedPlace[]}
 */
function mappedMetrics(metrics) {
  if (!isRecord(metrics)) {
    throw refused(
      '"metrics" must be an object: { "path": "lower" } or { "path": { direction, role } }.',
    );
  }
  return Object.entries(metrics).map(([path, said]) => {
    const { direction = '', role = '' } = isRecord(said) ? said : { direction: said };
    return ['metric', path, word(direction, DIRECTIONS, path), word(role, ROLES, path)];
  });
}

/**
 * @param {unknown} value
 * @param {readonly string[]} words
 * @param {string} path
 * @returns {string}
 */
function word(value, words, path) {
  if (typeof value === 'string' && words.includes(value)) return value;
  const known = words.filter((each) => each !== '').join(', ');
  throw refused(`The metric "${path}" says ${JSON.stringify(value)}; known are ${known}, or "".`);
}

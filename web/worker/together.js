/**
 * One large file of lines, read by several engines. The first reads it from its start; the others, each
 * behind a port, take parts a little ahead of it, and when it gets there it puts what they made of them
 * behind its own. A part that has not come by then, and one that is more than plain lines, it reads by
 * itself: it never waits, whatever becomes of the others, and what comes of a file never depends on who has
 * read it.
 */

/** @import { Division } from '../engine/calls.js' */
/** @import { Engine, OnBytes, Part, Source } from '../engine/engine.js' */

/** Parts that the first engine may have to itself before one of another: what is read there is kept until then. */
const AHEAD_MOST = 8;

/**
 * Reads what several engines can read of a source. `open` has to follow, which reads the rest.
 * @param {Engine} engine
 * @param {Source} source
 * @param {Division} division
 * @param {readonly MessagePort[]} ports at whose other ends others help
 * @param {OnBytes} onBytes
 */
export async function readTogether(engine, source, { windowBytes, partBytes }, ports, onBytes) {
  const isShared = await engine.share(source, onBytes);
  const count = isShared ? Math.ceil(source.sizeBytes / partBytes) : 0;
  let current = 0; // the part that the first engine has come to
  let ahead = 1; // how many it has to itself before the next that another may take
  /** By number, those of others; undefined until they have come. @type {Map<number, Part | undefined>} */
  const parts = new Map();
  const nextFree = () => {
    let last = count;
    for (let index = current + 1, own = 0; index < count && own <= ahead; index += 1) {
      if (parts.has(index)) continue;
      last = index;
      own += 1;
    }
    return last;
  };
  for (const port of ports) {
    port.addEventListener('message', ({ data: { index, part } }) => {
      if (index > current && part) parts.set(index, part);
      const next = nextFree();
      if (next === count) return;
      parts.set(next, undefined);
      port.postMessage(next);
    });
    port.start();
  }
  try {
    for (let isOver = false; current < count && !isOver; current += 1) {
      const part = parts.get(current);
      // Whoever is late was to be given more time.
      if (parts.delete(current) && !part) ahead = Math.min(AHEAD_MOST, ahead + 1);
      if (part && engine.append(part)) continue;
      isOver = !(await engine.readOn(windowBytes, (current + 1) * partBytes));
    }
  } finally {
    for (const port of ports) port.close();
  }
}

/**
 * Reads the parts that are asked for at the other end of a port, one after the other, for as long as nothing
 * goes wrong.
 * @param {Engine} engine
 * @param {Source} source
 * @param {Division} division
 * @param {MessagePort} port
 */
export function help(engine, source, { windowBytes, partBytes }, port) {
  let reading = Promise.resolve();
  port.addEventListener('message', ({ data: index }) => {
    reading = reading.then(async () => {
      const begin = index * partBytes;
      const part = await engine.readPart(source, windowBytes, begin, begin + partBytes);
      port.postMessage({ index, part }, part ? [part.snapshot.buffer] : []);
    });
    reading.catch(() => {});
  });
  port.start();
  // Two, so that the next is there when one is read.
  for (let count = 0; count < 2; count += 1) port.postMessage({ index: 0, part: null });
}

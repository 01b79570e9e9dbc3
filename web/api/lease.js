/**
 * Ends an engine when nobody can ask it anything any more: whoever forgets to close a set loses no memory
 * for ever. The engine's connection must not know the lease, or neither would ever be collected.
 */

/** @import { Connection } from './connection.js' */

/** @typedef {{ isHeld: boolean }} Lease kept by everything that may still ask */

/** @type {FinalizationRegistry<Connection>} */
const forgotten = new FinalizationRegistry((connection) => connection.retire());

/**
 * @param {Connection} connection
 * @returns {Lease}
 */
export function leaseOf(connection) {
  const lease = { isHeld: true };
  forgotten.register(lease, connection);
  return lease;
}

/**
 * A use of the lease, which no optimisation can take away.
 * @param {Lease} lease
 */
export function held(lease) {
  lease.isHeld = true;
}

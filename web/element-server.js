/**
 * The entry `ckptscope/element` where there is no page, as while a server renders one: registers
 * nothing, so that the tag is written out as it stands and comes alive in the browser.
 */

/** Stands in for the element's class; on a server nothing makes one. */
export class CheckpointScope {}

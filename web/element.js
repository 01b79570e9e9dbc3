/**
 * The package's entry `ckptscope/element`: registers <checkpoint-scope>, as it lies in dist/ beside the
 * entry for browsers, whose engine it uses.
 */

export { CheckpointScope } from './dashboard/checkpoint-scope.js';

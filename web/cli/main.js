#!/usr/bin/env node
/** The ckptscope command. */

import { run } from './run.js';

const { stdin, stdout, stderr, env } = process;

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
stdout.on('error', (error) => {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env });

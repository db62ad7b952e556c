#!/usr/bin/env node
/** The server: `npm start`. The same as `llm-cache-proxy serve`. */
import { runAndExit } from './cli/run.ts';

await runAndExit(['serve', ...process.argv.slice(2)]);

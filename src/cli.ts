#!/usr/bin/env node
/** The command line: `npx llm-cache-proxy`. */
import { runAndExit } from './cli/run.ts';

await runAndExit(process.argv.slice(2));

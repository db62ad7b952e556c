#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { build } from './build.ts';
import { ConfigError, describeSettings, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { createServer } from './server.ts';

async function main(): Promise<void> {
  const { help: asksHelp, version: asksVersion } = readArguments();
  if (asksHelp) return console.log(help());
  if (asksVersion) return console.log(packageJson.version);
  if (existsSync('.env')) process.loadEnvFile('.env');

  const config = readConfig(process.env);
  const server = createServer(config, await build(config));
  stopOnSignal(server.drain);
  try {
    console.log(await server.listen());
  } catch (error) {
    await server.drain();
    throw new ConfigError(`PORT: ${config.HOST}:${config.PORT} cannot be listened on (${codeOf(error)})`);
  }
}

function readArguments() {
  try {
    return parseArgs({ options: { help: { type: 'boolean' }, version: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** The first signal drains, a second one ends it at once. */
function stopOnSignal(drain: () => Promise<void>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    drain().then(() => process.exit(0), stopWith);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function help(): string {
  const settings = describeSettings().map(({ name, takes, means, default: fallback }) => {
    const value = fallback === '' ? '' : ` (default ${fallback})`;
    return `  ${name}\n      ${means}; takes ${takes}${value}`.replaceAll('`', '');
  });
  return ['llm-cache-proxy: a caching proxy for LLM APIs', '', 'Settings (environment, or .env):', ...settings].join(
    '\n',
  );
}

/** What the operator can mend is one line; anything else is a defect, with its stack. */
function stopWith(error: unknown): never {
  console.error(error instanceof ConfigError || error instanceof AppError ? error.message : error);
  process.exit(1);
}

main().catch(stopWith);

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { build } from './build.ts';
import { ConfigError, describeSettings, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { createServer } from './server.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, version: { type: 'boolean' } } });
  if (values.help) return console.log(help());
  if (values.version) return console.log(packageJson.version);
  if (existsSync('.env')) process.loadEnvFile('.env');

  const config = readConfig(process.env);
  const server = createServer(config, await build(config));
  stopOnSignal(server.drain);
  console.log(
    await server.listen().catch((error: NodeJS.ErrnoException) => {
      throw new ConfigError(
        `PORT: ${config.HOST}:${config.PORT} cannot be listened on (${error.code ?? error.message})`,
      );
    }),
  );
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

/** From the words of a command line to an exit code. */
import { existsSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { AppError } from '../errors.ts';
import { clear } from './clear.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { exportEntries } from './export.ts';
import { Failure, reasonOf, UsageError } from './failure.ts';
import { describeCommand, describeCommands } from './help.ts';
import { importEntries } from './import.ts';
import { invalidate } from './invalidate.ts';
import { replay } from './replay.ts';
import { serve } from './serve.ts';
import { stats } from './stats.ts';
import { top } from './top.ts';
import { warm } from './warm.ts';

export const COMMANDS: readonly Command[] = [
  ...[serve, stats, top, exportEntries, importEntries, warm],
  ...[invalidate, clear, explain, replay, doctor],
];

const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs a command, and ends the process with its exit code when all that it printed has been taken. */
export async function runAndExit(args: readonly string[]): Promise<void> {
  const code = await run(args);
  process.stdout.write('', () => process.exit(code));
}

/** Without a name it is `serve`. Never rejects. */
async function run(args: readonly string[]): Promise<number> {
  const [first = '', ...others] = args;
  const isNamed = first !== '' && !first.startsWith('-');
  const command = isNamed ? COMMANDS.find(({ name }) => name === first) : serve;
  const rest = isNamed ? others : args;
  try {
    if (!command) throw new UsageError(`There is no command '${first}'.`);
    if (asksForHelp(rest)) console.log(isNamed ? describeCommand(command) : describeCommands(COMMANDS));
    else await runIn(command, rest);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message} See llm-cache-proxy ${command && isNamed ? `${command.name} ` : ''}--help.`);
      return WRONG_USAGE;
    }
    // What the operator can mend is one line; anything else is a defect, with its stack.
    const isOurs = error instanceof Failure || error instanceof ConfigError || error instanceof AppError;
    console.error(isOurs ? error.message : error);
    return error instanceof Failure ? error.exitCode : FAILED;
  }
}

/** After `--` there are no options any more. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

async function runIn(command: Command, args: readonly string[]): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
  } catch (error) {
    throw new Failure(`.env cannot be read: ${reasonOf(error)}`);
  }
  await command.run(args);
}

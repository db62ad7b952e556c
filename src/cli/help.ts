import type { Command, Option } from './command.ts';

/** What can be asked for, by name. */
export function describeCommands(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => signature(command).length));
  return [
    'llm-cache-proxy: a caching proxy for LLM APIs',
    '',
    'Usage: llm-cache-proxy COMMAND [options]',
    '',
    ...commands.map((command) => `  ${signature(command).padEnd(width)}   ${command.summary}`),
    '',
    'Each tells more with --help. Exit codes: 0 done, 1 failed, 2 wrong usage.',
  ].join('\n');
}

/** One command in full. */
export function describeCommand(command: Command): string {
  return command.notes ? `${describeUsage(command)}\n\n${command.notes()}` : describeUsage(command);
}

/** Without its notes. */
export function describeUsage(command: Command): string {
  const lines = Object.entries(command.options).map(([name, option]) => [describeName(name, option), means(option)]);
  const width = Math.max(...lines.map(([name = '']) => name.length));
  return [
    `Usage: llm-cache-proxy ${signature(command)} [options]`,
    '',
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    '',
    ...lines.map(([name = '', text = '']) => `  ${name.padEnd(width)}   ${text}`),
  ].join('\n');
}

function signature({ name, takes }: Command): string {
  return takes === undefined ? name : `${name} ${takes}`;
}

function describeName(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function means({ means, default: fallback, type }: Option): string {
  return type === 'boolean' || fallback === undefined ? means : `${means} (${fallback})`;
}

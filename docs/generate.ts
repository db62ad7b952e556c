/** `npm run docs`: writes the tables of settings and of routes, and the help of the commands, from the program itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Operation } from '../src/api/openapi/operation.ts';
import { OPERATIONS } from '../src/api/openapi/operations.ts';
import type { Command } from '../src/cli/command.ts';
import { describeCommand, describeCommands, describeUsage } from '../src/cli/help.ts';
import { COMMANDS } from '../src/cli/run.ts';
import { describeSettings } from '../src/config.ts';

/** The settings as a table, in the order of the schema. */
export function settingsTable(): string {
  const rows = describeSettings().map(({ name, default: fallback, takes, means }) => {
    const value = fallback === '' ? '' : `\`${fallback}\``;
    return `| \`${name}\` | ${[value, takes, means].map(escapePipes).join(' | ')} |`;
  });
  return ['| variable | default | takes | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function escapePipes(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** The routes as a table, in the order of the document; those that are passed through by one row each. */
export function routesTable(): string {
  const rows = Object.values(Object.groupBy(OPERATIONS, rowOf)).map(
    ([operation] = []) => operation && describeRoute(operation),
  );
  return ['| route | key | |', '| --- | --- | --- |', ...rows].join('\n');
}

function rowOf({ tag, method, path }: Operation): string {
  return tag === 'Passed through' && path.includes('{') ? path : `${method} ${path}`;
}

function describeRoute(operation: Operation): string {
  const { key, summary } = operation;
  const path = operation.path.replace('{path}', '*').replaceAll(/\{(\w+)\}/g, ':$1');
  const method = rowOf(operation) === operation.path ? 'any method' : operation.method.toUpperCase();
  return `| \`${method} ${path}\` | ${key === 'none' ? '' : key} | ${summary} |`;
}

/** What `--help` says of a command; the settings, which `serve` lists, have a page of their own. */
export function helpOf(command: Command): string {
  return command.name === 'serve' ? describeUsage(command) : describeCommand(command);
}

/** Puts a table between its marks in a page. */
function write(page: URL, name: string, table: string): void {
  const text = readFileSync(page, 'utf8');
  const [start, end] = marksOf(name).map((mark) => text.indexOf(mark)) as [number, number];
  if (start === -1 || end < start) throw new Error(`${page.pathname} has no ${marksOf(name).join(' and ')}`);
  writeFileSync(page, `${text.slice(0, start + (marksOf(name)[0]?.length ?? 0))}\n${table}\n${text.slice(end)}`);
}

function codeBlock(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
}

export function marksOf(name: string): readonly string[] {
  return [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
}

if (import.meta.main) {
  write(new URL('configuration.md', import.meta.url), 'settings', settingsTable());
  write(new URL('api.md', import.meta.url), 'routes', routesTable());
  const cli = new URL('cli.md', import.meta.url);
  write(cli, 'commands', codeBlock(describeCommands(COMMANDS)));
  for (const command of COMMANDS) write(cli, command.name, codeBlock(helpOf(command)));
}

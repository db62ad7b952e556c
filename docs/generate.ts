/** `npm run docs`: writes the table of docs/configuration.md from the settings themselves (src/config.ts). */
import { readFileSync, writeFileSync } from 'node:fs';
import { describeSettings } from '../src/config.ts';

export const START = '<!-- settings:start -->';
export const END = '<!-- settings:end -->';
const PAGE = new URL('configuration.md', import.meta.url);

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

if (import.meta.main) {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`${PAGE.pathname} has no ${START} and ${END}`);
  writeFileSync(PAGE, `${page.slice(0, start + START.length)}\n${settingsTable()}\n${page.slice(end)}`);
}

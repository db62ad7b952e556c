import { createInterface } from 'node:readline/promises';
import { remoteCommand } from './command.ts';
import { Failure, UsageError } from './failure.ts';
import { printJson } from './output.ts';
import { count } from './table.ts';
import { oneOf } from './values.ts';

export const clear = remoteCommand({
  name: 'clear',
  summary: 'removes everything',
  options: {
    tier: { type: 'string', value: 'TIER', default: 'all', means: 'all, or semantic: the vector index alone' },
    namespace: { type: 'string', value: 'NAME', means: 'only this namespace, and those inside it' },
    yes: { type: 'boolean', default: false, means: 'does not ask' },
  },
  async run({ values, proxy }) {
    const { namespace, yes } = values;
    const tier = oneOf('tier', values.tier, ['all', 'semantic']);
    if (!yes) await confirm(`Remove ${describe(tier, namespace)} at ${proxy.url}?`);
    const answer = await proxy.post<Cleared>('/admin/cache/clear', { tier, namespace });
    if (values.json) printJson(answer);
    else console.log(describeCleared(answer));
  },
});

interface Cleared {
  readonly cleared: { readonly entries: number; readonly vectors: number };
}

function describeCleared({ cleared: { entries, vectors } }: Cleared): string {
  return `${count(entries, 'entry', 'entries')} and ${count(vectors, 'vector', 'vectors')} removed`;
}

function describe(tier: 'all' | 'semantic', namespace: string | undefined): string {
  const what = tier === 'all' ? 'every entry' : 'the vector index';
  return namespace === undefined ? what : `${what} of the namespace ${namespace}`;
}

async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to be asked: clear takes --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Rejects with AbortError at Ctrl-C and Ctrl-D, which are a no.
  const answer = await terminal.question(`${question} [y/N] `).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
    return '';
  });
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('Nothing was removed.');
}

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../types.ts';

/** The embedded ledger: a file for each set, one note on each line, only ever appended to. */
export function openLedgerFiles(dir: string): Ledger {
  const folder = join(dir, 'ledger');
  const fileOf = (set: string) => join(folder, `${set}.txt`);

  async function read(set: string): Promise<ReadonlySet<string>> {
    try {
      const lines = (await readFile(fileOf(set), 'utf8')).split('\n');
      // A line that a crash cut off has no end.
      return new Set(lines.slice(0, -1).filter(Boolean));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
      throw error;
    }
  }

  return {
    read,
    async add(set, note) {
      if ((await read(set)).has(note)) return;
      await mkdir(folder, { recursive: true });
      // The line break in front ends what a crash may have cut off.
      await appendFile(fileOf(set), `\n${note}\n`, { flush: true });
    },
    close: async () => {},
  };
}

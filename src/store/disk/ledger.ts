import { appendFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../../types.ts';

/** The embedded ledger: a file for each set, one note on each line, only ever appended to; and one for each document. */
export function openLedgerFiles(dir: string): Ledger {
  const folder = join(dir, 'ledger');
  const fileOf = (set: string) => join(folder, `${set}.txt`);
  const documentOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`);

  async function read(set: string): Promise<ReadonlySet<string>> {
    const lines = ((await contentOf(fileOf(set))) ?? '').split('\n');
    // A line that a crash cut off has no end.
    return new Set(lines.slice(0, -1).filter(Boolean));
  }

  return {
    read,
    async add(set, note) {
      if ((await read(set)).has(note)) return;
      await mkdir(folder, { recursive: true });
      // The line break in front ends what a crash may have cut off.
      await appendFile(fileOf(set), `\n${note}\n`, { flush: true });
    },
    async put(name, document) {
      const path = documentOf(name);
      await mkdir(folder, { recursive: true });
      // The old one stays whole until the new one is: a name changes its file at once.
      const draft = await open(`${path}.draft`, 'w');
      try {
        await draft.writeFile(document);
        await draft.sync();
      } finally {
        await draft.close();
      }
      await rename(`${path}.draft`, path);
    },
    get: (name) => contentOf(documentOf(name)),
    close: async () => {},
  };
}

/** `null`: there is no such file. */
async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

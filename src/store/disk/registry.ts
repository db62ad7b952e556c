import { join } from 'node:path';
import type { Ms, Registry } from '../../types.ts';
import { runHere, startWorker } from '../../worker.ts';
import type { RegistryTable, RegistryTableOptions } from './registry-table.ts';
import { openThread } from './thread.ts';

interface DiskRegistryOptions {
  /** The folder of `objects.db`, which this process owns already; `null`: in memory only. */
  readonly dir: string | null;
  readonly maxObjects?: number;
  readonly now?: () => Ms;
  readonly onNotice?: (message: string) => void;
  readonly onError?: (error: Error) => void;
}

/** Some hundred megabytes of disk. */
const MAX_OBJECTS = 1_000_000;

/** The embedded registry: SQLite in a thread of its own, which begins with the first object. */
export function createDiskRegistry(options: DiskRegistryOptions): Registry {
  const { dir, maxObjects = MAX_OBJECTS, now = Date.now, onNotice, onError } = options;
  let opening: ReturnType<typeof open> | undefined;

  async function open() {
    const table: RegistryTableOptions = { file: dir === null ? ':memory:' : join(dir, 'objects.db'), maxObjects };
    const inMemory = dir === null ? (await import('./registry-table.ts')).openRegistryTable : null;
    return openThread<RegistryTable>({
      start: (onExit) =>
        inMemory
          ? runHere(inMemory(table))
          : startWorker<RegistryTable>(import.meta.url, 'registry-worker', table, onExit),
      ...{ file: null, now, onNotice, onError },
    });
  }

  /** One that could not be opened is tried again by the next who asks. */
  async function remote() {
    opening ??= open();
    try {
      return (await opening).remote();
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    get: async (ids) => (await remote()).get(ids),
    put: async (id, made) => (await remote()).put(id, made),
    close: async () => (await opening)?.close(),
  };
}

import type { Ledger } from '../../types.ts';

/** The ledger of a process whose cache does not outlive it. */
export function createMemoryLedger(): Ledger {
  const sets = new Map<string, Set<string>>();
  const documents = new Map<string, string>();
  return {
    async add(set, note) {
      sets.set(set, (sets.get(set) ?? new Set()).add(note));
    },
    read: async (set) => new Set(sets.get(set)),
    async put(name, document) {
      documents.set(name, document);
    },
    get: async (name) => documents.get(name) ?? null,
    async close() {},
  };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAlias, newEntry } from '../../../test/stored.ts';
import { type Eviction, openDiskTable } from './exact-table.ts';

const NOW = 1_000;
const MAX = 4;

interface Slot {
  readonly key: string;
  readonly kind: 'entry' | 'alias';
  deleteAt: number;
  hits: number;
  used: number;
  storedAs: number;
}

/** Who goes first, said as plainly as can be. */
const FIRST: Record<Eviction, (slot: Slot) => readonly number[]> = {
  lru: (slot) => [slot.used],
  lfu: (slot) => [slot.hits, slot.used],
  fifo: (slot) => [slot.storedAs],
  ttl: (slot) => [slot.deleteAt, slot.storedAs],
};

const compare = (a: readonly number[], b: readonly number[]) => a[0]! - b[0]! || (a[1] ?? 0) - (b[1] ?? 0);

const key = fc.integer({ min: 0, max: 8 }).map(String);
const deleteAt = fc.integer({ min: NOW + 1, max: NOW + 20 });
const step = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    key,
    deleteAt,
    kind: fc.constantFrom('entry' as const, 'alias' as const),
  }),
  fc.record({ do: fc.constant('get' as const), key }),
  fc.record({ do: fc.constant('hit' as const), key, times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('expire' as const), key, deleteAt }),
  fc.record({ do: fc.constantFrom('delete' as const, 'tidy' as const, 'commit' as const), key }),
);

test.for(['lru', 'lfu', 'fifo', 'ttl'] as const)('%s: a full table evicts as the plainest model does', (eviction) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const table = openDiskTable({
        file: ':memory:',
        maxEntries: MAX,
        maxBytes: Number.POSITIVE_INFINITY,
        maxEntryBytes: 1_000,
        eviction,
      });
      const model = new Map<string, Slot>();
      let tick = 0;
      let evictions = 0;
      for (const step of steps) {
        const slot = model.get(step.key);
        tick += 1;
        if (step.do === 'set') {
          model.delete(step.key);
          const peers = [...model.values()].filter((peer) => peer.kind === step.kind);
          if (peers.length === MAX) {
            const [first] = peers.sort((a, b) => compare(FIRST[eviction](a), FIRST[eviction](b)));
            model.delete(first!.key);
            evictions += 1;
          }
          const { key, kind, deleteAt } = step;
          model.set(key, { key, kind, deleteAt, hits: slot?.hits ?? 0, used: tick, storedAs: tick });
          const value = kind === 'entry' ? newEntry(NOW, { deleteAt }) : newAlias(NOW, { deleteAt });
          expect(table.set(key, value, NOW)).toBe(true);
        } else if (step.do === 'get') {
          expect(table.get([step.key], NOW)[0] !== null).toBe(slot !== undefined);
        } else if (step.do === 'hit') {
          if (slot) Object.assign(slot, { hits: slot.hits + step.times, used: tick });
          table.addHits(new Map([[step.key, step.times]]), NOW);
        } else if (step.do === 'expire') {
          if (slot?.kind === 'entry') slot.deleteAt = step.deleteAt;
          expect(table.expire(step.key, NOW, step.deleteAt, NOW)).toBe(slot?.kind === 'entry');
        } else if (step.do === 'delete') {
          expect(table.delete([step.key], NOW)).toBe(model.delete(step.key) ? 1 : 0);
        } else if (step.do === 'tidy') {
          table.tidy(NOW);
        } else {
          table.flush();
        }
      }
      const kinds = [...model.values()].map((slot) => slot.kind);
      const entries = kinds.filter((kind) => kind === 'entry').length;
      expect(table.size(NOW)).toMatchObject({ entries, aliases: kinds.length - entries, evictions });
      for (const name of '012345678') expect(table.get([name], NOW)[0] !== null).toBe(model.has(name));
      const bytes = [...model.keys()].map((key) => key.length + table.get([key], NOW)[0]!.byteLength);
      expect(table.size(NOW).bytes).toBe(bytes.reduce((sum, size) => sum + size, 0));
      table.close();
    }),
    { numRuns: 150 },
  );
});

import { openDiskStore } from '../../src/store/disk/exact.ts';
import { createMemoryStore } from '../../src/store/memory/exact.ts';
import { newFolder } from '../stored.ts';
import { describeExactStore } from './exact-store.ts';

const MB = 2 ** 20;

describeExactStore('the memory store', {
  open: async (now) => createMemoryStore({ now, maxBytes: 64 * MB }),
  tooLarge: 64 * MB,
});

describeExactStore('the disk store', {
  open: (now) => openDiskStore({ dir: newFolder(), now, maxEntries: 10_000, maxEntryBytes: MB, eviction: 'lru' }),
  tooLarge: MB + 1,
});

describeExactStore('the disk store without a disk', {
  open: (now) => openDiskStore({ dir: null, now, maxEntries: 10_000, maxEntryBytes: MB, eviction: 'lru' }),
  tooLarge: MB + 1,
});

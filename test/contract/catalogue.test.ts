import { createCatalogued } from '../../src/store/catalogued.ts';
import { openDiskStore } from '../../src/store/disk/exact.ts';
import { createMemoryStore } from '../../src/store/memory/exact.ts';
import { newFolder } from '../stored.ts';
import { describeCatalogue } from './catalogue.ts';

describeCatalogue('the disk store', {
  open: (now) => openDiskStore({ dir: newFolder(), now, maxEntries: 10_000, maxEntryBytes: 2 ** 20, eviction: 'lru' }),
});

const open = (now: () => number) =>
  openDiskStore({ dir: null, now, maxEntries: 10_000, maxEntryBytes: 2 ** 20, eviction: 'lru' });

describeCatalogue('the disk store without a disk', { open });

describeCatalogue('a catalogue beside a store', {
  open: async (now) => createCatalogued(createMemoryStore({ now, maxBytes: 2 ** 26 }), await open(now)),
});

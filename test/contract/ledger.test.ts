import { openLedgerFiles } from '../../src/store/disk/ledger.ts';
import { createMemoryLedger } from '../../src/store/memory/ledger.ts';
import type { Ledger } from '../../src/types.ts';
import { newFolder } from '../stored.ts';
import { describeLedger } from './ledger.ts';

describeLedger('the embedded ledger', { open: async (dir) => openLedgerFiles(dir), newPlace: newFolder });

const inMemory = new Map<string, Ledger>();
describeLedger('the ledger in memory', {
  async open(place) {
    const ledger = inMemory.get(place) ?? createMemoryLedger();
    inMemory.set(place, ledger);
    return ledger;
  },
  newPlace: newFolder,
});

import { openLedgerFiles } from '../../src/store/ledger-files.ts';
import { newFolder } from '../stored.ts';
import { describeLedger } from './ledger.ts';

describeLedger('the embedded ledger', { open: async (dir) => openLedgerFiles(dir), newPlace: newFolder });

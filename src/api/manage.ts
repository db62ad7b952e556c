import { Hono } from 'hono';
import type { Entries } from '../cache/entries.ts';
import type { Transfer } from '../cache/transfer.ts';
import { entriesRoutes } from './entries.ts';
import { type InvalidateParts, invalidateEntries } from './invalidate.ts';
import { exportEntries, importEntries } from './transfer.ts';
import { type WarmParts, warm } from './warm.ts';

export interface ManageParts extends InvalidateParts, WarmParts {
  readonly entries: Entries;
  readonly transfer: Transfer;
  readonly now: WarmParts['now'];
  readonly settings: WarmParts['settings'];
  readonly readBody: WarmParts['readBody'];
}

/** What manages the entries one by one, or many of them; under `/admin/cache`. */
export function manageRoutes(parts: ManageParts): Hono {
  const { entries, transfer, onFailure } = parts;
  return new Hono()
    .route('/entries', entriesRoutes(entries))
    .post('/invalidate', invalidateEntries(parts))
    .get('/export', exportEntries(transfer, onFailure))
    .post('/import', importEntries(transfer))
    .post('/warm', warm(parts));
}

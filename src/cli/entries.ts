/** What `GET /admin/cache/entries` has of an entry, as far as it is read here. */
export interface ListedEntry {
  readonly key: string;
  readonly question: string;
  readonly model: string;
  readonly endpoint: string;
  readonly namespace: string;
  readonly scope: string;
  readonly hits: number;
  readonly bytes: number;
  /** Epoch seconds. */
  readonly stored_at: number;
}

export interface EntriesPage {
  readonly entries: readonly ListedEntry[];
  readonly next_cursor: string | null;
}

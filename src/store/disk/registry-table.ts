import type { Made } from '../../types.ts';
import { Database, one } from './database.ts';

export interface RegistryTableOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** Beyond it the oldest objects are forgotten. */
  readonly maxObjects: number;
}

/** The functions of the registry's thread. */
export type RegistryTable = ReturnType<typeof openRegistryTable>;

/** "llmo" */
const APPLICATION_ID = 0x6c6c6d6f;
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE object (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    maker TEXT NOT NULL,
    client TEXT
  ) STRICT`;

const LAST = 'SELECT max(number) AS number FROM object';

/** The embedded registry's table: synchronous, for a thread of its own. */
export function openRegistryTable({ file, maxObjects }: RegistryTableOptions) {
  const db = new Database(file, { applicationId: APPLICATION_ID, version: VERSION, schema: SCHEMA, start: LAST });
  const insert = db.prepare('INSERT INTO object (id, maker, client) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const find = db.prepare('SELECT maker, client FROM object WHERE id = ?');
  const last = db.prepare(LAST);
  const forget = db.prepare('DELETE FROM object WHERE number <= ?');

  return {
    opened: async () => db.notice,
    get: async (ids: readonly string[]) => db.read(() => ids.map((id) => one<Made>(find, id) ?? null)),
    /** Committed at once: an id that a client was told outlives a kill. */
    put: async (id: string, made: Made): Promise<Made> =>
      db.writeNow(() => {
        insert.run(id, made.maker, made.client);
        return one<Made>(find, id) ?? made;
      }),
    async tidy(): Promise<void> {
      const newest = db.read(() => one<{ number: number | null }>(last)?.number ?? 0);
      if (newest > maxObjects) db.write(() => forget.run(newest - maxObjects));
      db.reportLoss();
    },
    outage: async () => db.outage,
    close: async () => db.close(),
  };
}

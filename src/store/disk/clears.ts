import { isWithin } from '../../namespace.ts';
import type { Namespace } from '../../types.ts';
import { type Database, each } from './database.ts';

/** Part of a table's start. Ids of rows are never used again, so what is noted here stays true. */
export const CLEARING_TABLE = `
  CREATE TABLE IF NOT EXISTS clearing (id INTEGER PRIMARY KEY, namespace TEXT, last_id INTEGER NOT NULL) STRICT`;

/** One that is under way: of the rows up to `lastId` those of the namespace and those inside it, or all (`null`). */
export interface Clear {
  readonly namespace: Namespace | null;
  readonly lastId: number;
}

interface Noted extends Clear {
  readonly id: number;
}

/** Removes some of the rows that the clear means, and says how many. */
type Step = (clear: Clear) => number;

/**
 * The clears of a table that are not done. What one means is gone from its first moment on, though its rows are removed
 * step by step; and since it is noted in the file, neither a kill nor a full disk brings any of them back.
 */
export class Clears {
  readonly #db: Database;
  readonly #noted = new Set<Noted>();
  readonly #insert;
  readonly #remove;
  /** Those that nobody waits for: of a process before this one, or ended by an error. */
  readonly #left: Noted[] = [];

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.prepare('INSERT INTO clearing (namespace, last_id) VALUES (?, ?)');
    this.#remove = db.prepare('DELETE FROM clearing WHERE id = ?');
    for (const { ...clear } of each<Noted>(db.prepare('SELECT id, namespace, last_id AS lastId FROM clearing'))) {
      this.#noted.add(clear);
      this.#left.push(clear);
    }
  }

  /** Whether the row is gone, though it is there. */
  has(row: { readonly id: number; readonly namespace: Namespace }): boolean {
    for (const { namespace, lastId } of this.#noted) {
      if (row.id <= lastId && (namespace === null || isWithin(row.namespace, namespace))) return true;
    }
    return false;
  }

  /** Resolves when the last row is removed, or the file is closed: it outlives that, and a kill. */
  async run(clear: Clear, step: Step): Promise<void> {
    const { lastInsertRowid } = this.#db.writeNow(() => this.#insert.run(clear.namespace, clear.lastId));
    const noted = { ...clear, id: Number(lastInsertRowid) };
    this.#noted.add(noted);
    await this.#sweep(noted, step);
  }

  /** Goes on with what was left undone. */
  async finish(step: Step): Promise<void> {
    while (this.#left.length > 0 && this.#db.outage === null) await this.#sweep(this.#left.pop() as Noted, step);
  }

  async #sweep(clear: Noted, step: Step): Promise<void> {
    try {
      const isDone = await this.#db.sweep(() => {
        const removed = step(clear);
        if (removed === 0) this.#remove.run(clear.id);
        return removed;
      });
      if (isDone) this.#noted.delete(clear);
    } catch (error) {
      this.#left.push(clear);
      throw error;
    }
  }
}

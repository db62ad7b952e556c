import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ms, Outage } from '../../types.ts';

/** What makes a file ours: a file of any other kind is set aside. */
interface Format {
  /** SQLite's `application_id` and `user_version`. */
  readonly applicationId: number;
  readonly version: number;
  readonly schema: string;
  /**
   * Run at every start: it makes the indices that the options ask for, and reads what the table is about to read, so
   * that damage is found while another file can still take its place.
   */
  readonly start: string;
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** A batch ends half a second after its first write, so that a kill loses less than a second, or at so many writes. */
const BATCH_MS = 500;
const BATCH_WRITES = 2_000;
/** Freed pages given back in one step: a few milliseconds' work. */
const SHRINK_PAGES = 200;
/** After a write that failed: when it is tried whether the disk takes one again. */
const RETRY_MS: Ms = 1_000;

/**
 * A database file that one thread owns, and the open transaction in which its writes gather: they are visible to its
 * own reads at once, and cost one commit together. Commits do not wait for the disk (WAL, `synchronous=NORMAL`): they
 * outlive a killed process; `flush` makes them outlive a power cut.
 */
export class Database {
  /** Said when the file that was there could not be used; `null` otherwise. */
  readonly notice: string | null;
  readonly #file: string;
  readonly #version: number;
  readonly #db: DatabaseSync;
  #afterLoss = () => {};
  #timer: NodeJS.Timeout | undefined;
  #writes = 0;
  #loss: Error | undefined;
  #outage: Outage | null = null;
  #retry: NodeJS.Timeout | undefined;

  /** @param file a path, or `:memory:` */
  constructor(file: string, format: Format) {
    this.#file = file;
    this.#version = format.version;
    try {
      this.#db = open(file, format);
      this.notice = null;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.notice = setAside(file, error);
      this.#db = open(file, format);
    }
  }

  /** Since when the disk takes no writes, as when it is full; what was there can be read all the same. */
  get outage(): Outage | null {
    return this.#outage;
  }

  /** Called when a batch was lost: what is held in memory beside the file must be read again. */
  afterLoss(reload: () => void): void {
    this.#afterLoss = reload;
  }

  prepare(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw isDamage(error) ? this.#abandon(error) : error;
    }
  }

  /**
   * Work of the batch. When it throws, the whole batch is lost, as it would be if the process were killed. Not begun
   * while the disk takes no writes.
   */
  write<T>(work: () => T): T {
    if (this.#outage) throw new Error(`The disk ${this.#outage.reason}`);
    return this.#write(work);
  }

  #write<T>(work: () => T): T {
    try {
      this.#begin();
      const result = work();
      this.#writes += 1;
      if (this.#writes >= BATCH_WRITES) this.#commit();
      return result;
    } catch (error) {
      throw this.#lose(error);
    }
  }

  /** Work that must not be lost once it is done, as a removal: committed at once, with all that waited. */
  writeNow<T>(work: () => T): T {
    const result = this.#write(work);
    this.commit();
    return result;
  }

  commit(): void {
    try {
      if (this.#db.isTransaction) this.#commit();
    } catch (error) {
      throw this.#lose(error);
    }
  }

  /** Throws, once, when writes were lost since it was last asked: nobody waited for their commit. */
  reportLoss(): void {
    const loss = this.#loss;
    this.#loss = undefined;
    if (loss) throw loss;
  }

  /** Commits, and waits for the disk. */
  flush(): void {
    this.commit();
    this.reportLoss();
    this.read(() => this.#db.exec('PRAGMA wal_checkpoint(FULL)'));
  }

  /**
   * A large removal, step by step, until a step finds nothing more to remove; then gives the freed pages back to the
   * file system. Each step is committed at once, and between two of them the thread does what others wait for. When that
   * is to close, the rest is left to whoever opens the file next.
   *
   * @param step removes some rows, and says how many
   * @returns whether it came to its end
   */
  async sweep(step: () => number): Promise<boolean> {
    while (this.#db.isOpen && this.writeNow(step) > 0) await nextTurn();
    if (!this.#db.isOpen) return false;
    await this.#shrink();
    return true;
  }

  async #shrink(): Promise<void> {
    const free = this.read(() => Number(value(this.#db, 'PRAGMA freelist_count')));
    for (let given = 0; given < free; given += SHRINK_PAGES) {
      this.writeNow(() => this.#db.exec(`PRAGMA incremental_vacuum(${SHRINK_PAGES})`));
      await nextTurn();
      if (!this.#db.isOpen) return;
    }
    this.commit();
    this.read(() => this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  close(): void {
    try {
      this.commit();
      this.reportLoss();
    } finally {
      clearTimeout(this.#timer);
      clearTimeout(this.#retry);
      this.#db.close();
    }
  }

  #begin(): void {
    if (this.#db.isTransaction) return;
    this.#db.exec('BEGIN IMMEDIATE');
    this.#timer = setTimeout(() => this.#commitLater(), BATCH_MS);
  }

  #commit(): void {
    this.#db.exec('COMMIT');
    clearTimeout(this.#timer);
    this.#writes = 0;
    this.#outage = null;
  }

  #commitLater(): void {
    try {
      this.commit();
    } catch (error) {
      this.#loss = new Error('The latest writes were lost', { cause: error });
    }
  }

  /** Gives the batch up. */
  #lose(error: unknown): unknown {
    if (isDamage(error)) return this.#abandon(error);
    clearTimeout(this.#timer);
    this.#writes = 0;
    if (this.#db.isOpen) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#goOut(error);
      this.#afterLoss();
    }
    return error;
  }

  #goOut(error: unknown): void {
    const reason = `takes no writes: ${error instanceof Error ? error.message : String(error)}`;
    this.#outage ??= { since: Date.now(), reason };
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#tryAgain(), RETRY_MS).unref();
  }

  /** Writes what is there already, should nobody else have written meanwhile. */
  #tryAgain(): void {
    if (!this.#outage || this.#db.isTransaction) return;
    try {
      this.#db.exec(`BEGIN IMMEDIATE; PRAGMA user_version=${this.#version}`);
      this.#commit();
    } catch (error) {
      // Its state is in `outage`; that it still fails is no news.
      this.#lose(error);
    }
  }

  /**
   * A file found damaged is set aside and the thread is ended: the one that is started in its place opens a new file,
   * by the same way as any start.
   */
  #abandon(cause: unknown): Error {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#db.close();
    const damage = new Error(setAside(this.#file, cause), { cause });
    setImmediate(() => {
      throw damage;
    });
    return damage;
  }
}

/** The one row, as the statement's columns say it is. */
export function one<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

/** The rows, one at a time, as the statement's columns say they are. */
export function each<Row>(statement: StatementSync, ...values: SQLInputValue[]): IterableIterator<Row> {
  return statement.iterate(...values) as IterableIterator<unknown> as IterableIterator<Row>;
}

/** SQLite's primary result code, if the error is SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

class Foreign extends Error {}

/** Whether the file is not one that can be used. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return error instanceof Foreign || code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

function open(file: string, format: Format): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    // Exclusive: the index of the write-ahead log is kept on the heap, and a read takes no file lock.
    db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA auto_vacuum=INCREMENTAL');
    const isNew = value(db, 'SELECT count(*) FROM sqlite_schema') === 0;
    if (!isNew) expectOurs(db, format);
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216');
    db.exec('PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY');
    if (isNew) {
      db.exec(`BEGIN IMMEDIATE; ${format.schema};
        PRAGMA application_id=${format.applicationId}; PRAGMA user_version=${format.version}; COMMIT`);
    }
    db.exec(format.start);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function expectOurs(db: DatabaseSync, format: Format): void {
  const id = value(db, 'PRAGMA application_id');
  const version = value(db, 'PRAGMA user_version');
  if (id !== format.applicationId) throw new Foreign('it is not one of this cache');
  if (version !== format.version) throw new Foreign(`its format is ${version}, not ${format.version}`);
}

function value(db: DatabaseSync, sql: string): unknown {
  return Object.values(db.prepare(sql).get() ?? {})[0];
}

/** Renames the file, with its log, and says so. */
function setAside(file: string, cause: unknown): string {
  const aside = `${file}.corrupt-${Date.now()}`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return `${file} could not be used (${why}): it was set aside as ${aside}, and a new one is started`;
}

import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AppError, invalid } from '../../errors.ts';
import { isDamage, sqliteCode } from './database.ts';

const SQLITE_BUSY = 5;

/**
 * Makes this process the only owner of a database file, until it releases it or ends.
 *
 * The lock is a write transaction that is never ended, on a small database of its own (`<file>.lock`). The operating
 * system drops it with the process, however that dies, so there is no stale lock to recognise; and while one holds it,
 * others can still read there who does.
 *
 * @returns how to release it
 * @throws AppError naming DATA_DIR: owned by another process, or not to be used
 */
export function own(file: string): () => void {
  const lock = openLock(file);
  try {
    lock.exec('BEGIN IMMEDIATE');
    lock.exec('CREATE TABLE IF NOT EXISTS owner (pid INTEGER, host TEXT); DELETE FROM owner');
    lock.prepare('INSERT INTO owner VALUES (?, ?)').run(process.pid, hostname());
    // The owner's name must be committed to be read; should another take the lock in between, it is the other's.
    lock.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const refusal = sqliteCode(error) === SQLITE_BUSY ? inUse(lock, file, error) : unusable(file, error);
    lock.close();
    if (!isDamage(error)) throw refusal;
    // Nobody can hold a lock on what is no database.
    rmSync(`${file}.lock`);
    return own(file);
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

function openLock(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new DatabaseSync(`${file}.lock`, { timeout: 100 });
  } catch (error) {
    throw unusable(file, error);
  }
}

function inUse(lock: DatabaseSync, file: string, cause: unknown): AppError {
  const owner = lock.prepare('SELECT pid, host FROM owner').get();
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
  return invalid('DATA_DIR', `DATA_DIR ${directory(file)} is in use by ${who}; one process owns it`, cause);
}

/** The error of a start that failed for what is, or is not, in DATA_DIR: not writable, as a rule. */
export function unusable(file: string, cause: unknown): AppError {
  return invalid('DATA_DIR', `DATA_DIR ${directory(file)} can not be used: ${rootMessage(cause)}`, cause);
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}

function directory(file: string): string {
  return dirname(resolve(file));
}

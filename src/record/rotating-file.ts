import { mkdirSync } from 'node:fs';
import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface RotatingFile {
  /** Appends behind what is being written. Never rejects; text that there is no room for in memory is lost. */
  append(text: Buffer): void;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

interface RotatingFileOptions {
  readonly maxBytes: number;
  /** How many files there are at most: `path`, then `path.1`, the youngest of the old ones, and so on. */
  readonly files: number;
  /** Told once when it cannot be written, and again after it could. */
  readonly onError: (error: unknown) => void;
}

/** Text that a slow disk may be behind. */
const MAX_BEHIND = 16 * 1024 * 1024;

/**
 * A file that is renamed when it is full, and begun anew. It is opened for each write, so that it may be moved or
 * removed by others (logrotate, a second process) at any time.
 */
export function openRotatingFile(path: string, { maxBytes, files, onError }: RotatingFileOptions): RotatingFile {
  let waiting: Buffer[] = [];
  let writing: Promise<void> | null = null;
  let works = true;

  function fail(error: unknown): void {
    if (works) onError(error);
    works = false;
  }

  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    fail(error);
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      try {
        const size = await sizeOf(path);
        const isFull = size > 0 && size + (waiting[0]?.length ?? 0) > maxBytes;
        if (isFull) await rotate();
        await appendFile(path, take(isFull ? maxBytes : maxBytes - size));
        works = true;
      } catch (error) {
        waiting = [];
        fail(error);
      }
    }
    writing = null;
  }

  /** What waits, as far as there is room for it; the first text in any case. */
  function take(room: number): Buffer {
    let taken = 1;
    for (let bytes = waiting[0]?.length ?? 0; taken < waiting.length; taken++) {
      bytes += waiting[taken]?.length ?? 0;
      if (bytes > room) break;
    }
    return Buffer.concat(waiting.splice(0, taken));
  }

  async function rotate(): Promise<void> {
    for (let old = files - 1; old >= 1; old--) {
      const younger = old === 1 ? path : `${path}.${old - 1}`;
      await ifThere(rename(younger, `${path}.${old}`));
    }
    if (files === 1) await rm(path);
  }

  return {
    append(text) {
      const behind = waiting.reduce((sum, { length }) => sum + length, 0);
      if (behind + text.length > MAX_BEHIND) return fail(new Error('the disk is too slow; lines are lost'));
      waiting.push(text);
      writing ??= writeAll();
    },
    async close() {
      await writing;
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await ifThere(stat(path)))?.size ?? 0;
}

/** `undefined`: there is no such file. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRotatingFile } from './rotating-file.ts';

describe('a rotating file', () => {
  let dir: string;
  let path: string;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'llm-cache-proxy-'));
    path = join(dir, 'logs', 'requests.log');
    errors.length = 0;
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** Writes each piece by itself. */
  async function write(pieces: readonly string[], maxBytes: number, files: number): Promise<void> {
    for (const piece of pieces) {
      const file = openRotatingFile(path, { maxBytes, files, onError });
      file.append(Buffer.from(piece));
      await file.close();
    }
  }
  const contents = async () => {
    const names = (await readdir(join(dir, 'logs'))).sort();
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readFile(join(dir, 'logs', name), 'utf8')])),
    );
  };

  test('is renamed when it is full, and only so many are kept', async () => {
    await write(['one\n', 'two\n', 'three\n', 'four\n', 'five\n', 'six\n', 'seven\n'], 10, 3);
    expect(await contents()).toEqual({
      'requests.log': 'six\nseven\n'.slice(0, 10),
      'requests.log.1': 'four\nfive\n'.slice(0, 10),
      'requests.log.2': 'three\n',
    });
    expect(errors).toEqual([]);
  });

  test('alone is begun anew', async () => {
    await write(['one\n', 'two\n', 'three\n'], 8, 1);
    expect(await contents()).toEqual({ 'requests.log': 'three\n' });
  });

  test('takes a text that is larger than a file may be', async () => {
    await write(['x'.repeat(50), 'y'.repeat(50)], 10, 2);
    expect(await contents()).toEqual({ 'requests.log': 'y'.repeat(50), 'requests.log.1': 'x'.repeat(50) });
  });

  test('loses and mixes nothing of what is written at once', async () => {
    const file = openRotatingFile(path, { maxBytes: 1_000, files: 1_000, onError });
    const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n}\n`);
    for (const [n, line] of lines.entries()) {
      file.append(Buffer.from(line));
      if (n % 50 === 0) await new Promise(setImmediate);
    }
    await file.close();
    const all = Object.entries(await contents()).sort(([one], [other]) => age(other) - age(one));
    expect(all.length).toBeGreaterThan(10);
    expect(all.map(([, text]) => text).join('')).toBe(lines.join(''));
  });

  test('may be moved by others', async () => {
    const file = openRotatingFile(path, { maxBytes: 1_000, files: 2, onError });
    file.append(Buffer.from('one\n'));
    await file.close();
    await rename(path, `${path}.theirs`);
    file.append(Buffer.from('two\n'));
    await file.close();
    expect(await contents()).toEqual({ 'requests.log': 'two\n', 'requests.log.theirs': 'one\n' });
  });

  test('that cannot be written is said once, and written again when it can be', async () => {
    await mkdir(path, { recursive: true });
    const file = openRotatingFile(path, { maxBytes: 1_000_000, files: 2, onError });
    for (const text of ['lost\n', 'lost too\n']) {
      file.append(Buffer.from(text));
      await file.close();
    }
    expect(errors).toHaveLength(1);
    await rm(path, { recursive: true });
    file.append(Buffer.from('kept\n'));
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('kept\n');
  });
});

function age(name: string): number {
  return Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { newAlias, newEntry, newFolder, newKey } from '../../../test/stored.ts';
import type { Catalogue, Entry, ExactStore, Ms } from '../../types.ts';
import { openDiskStore } from './exact.ts';

type Options = Parameters<typeof openDiskStore>[0];

/** A store that is closed when the test is over. */
async function open(options: Partial<Options> = {}): Promise<ExactStore & Catalogue> {
  const store = await openDiskStore({
    dir: newFolder(),
    maxEntries: 1_000,
    maxEntryBytes: 100_000,
    eviction: 'lru',
    onNotice: unexpected,
    onError: unexpected,
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

function unexpected(what: unknown): void {
  throw new Error('Not expected in this test', { cause: what });
}

async function put(store: ExactStore, key: string, meta: Partial<Entry['meta']> = {}, bytes = 10): Promise<boolean> {
  const entry = newEntry(Date.now(), meta, new Uint8Array(bytes));
  return store.set(key, entry, await store.epoch(entry.meta.namespace));
}

/** Tells of a hit on each of the keys. */
async function hit(store: Catalogue, ...keys: string[]): Promise<void> {
  for (const key of keys) await store.addHits('default', new Map([[key, 1]]));
}

/** Those of the keys that the store holds. */
async function held(store: ExactStore, keys: readonly string[]): Promise<string[]> {
  const found = await store.get(keys);
  return keys.filter((_, index) => found[index] !== null);
}

describe('past the bound of entries', () => {
  test('lru: the least recently used goes, by the order of use and not by the clock', async () => {
    const store = await open({ maxEntries: 3, eviction: 'lru', now: () => 1_000 });
    for (const key of ['a', 'b', 'c']) await put(store, key);
    await hit(store, 'a');
    await put(store, 'b');
    await put(store, 'd');
    expect(await held(store, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'd']);
    await hit(store, 'a');
    await put(store, 'e');
    expect(await held(store, ['a', 'b', 'd', 'e'])).toEqual(['a', 'd', 'e']);
  });

  test('lfu: the least often used goes, and among equals the least recently used', async () => {
    const store = await open({ maxEntries: 3, eviction: 'lfu' });
    for (const key of ['a', 'b', 'c']) await put(store, key);
    await hit(store, 'a', 'a', 'a', 'b', 'b', 'c');
    await put(store, 'd');
    expect(await store.size()).toMatchObject({ entries: 3, evictions: 1 });
    await put(store, 'e');
    expect(await held(store, ['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'e']);
    await put(store, 'a');
    await put(store, 'f');
    expect(await held(store, ['a', 'b', 'e', 'f'])).toEqual(['a', 'b', 'f']);
  });

  test('fifo: the first in goes, however much it is used', async () => {
    const store = await open({ maxEntries: 3, eviction: 'fifo' });
    for (const key of ['a', 'b', 'c']) await put(store, key);
    await hit(store, 'a', 'a', 'a');
    await put(store, 'd');
    expect(await held(store, ['a', 'b', 'c', 'd'])).toEqual(['b', 'c', 'd']);
    await put(store, 'b');
    await put(store, 'e');
    expect(await held(store, ['b', 'c', 'd', 'e'])).toEqual(['b', 'd', 'e']);
  });

  test('ttl: the soonest to expire goes', async () => {
    const store = await open({ maxEntries: 3, eviction: 'ttl' });
    const later = (ms: Ms) => ({ deleteAt: Date.now() + ms });
    await put(store, 'a', later(300_000));
    await put(store, 'b', later(100_000));
    await put(store, 'c', later(200_000));
    await put(store, 'd', later(400_000));
    expect(await held(store, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    await store.expire('a', Date.now(), Date.now() + 50_000);
    await put(store, 'e', later(150_000));
    expect(await held(store, ['a', 'c', 'd', 'e'])).toEqual(['c', 'd', 'e']);
  });

  test('a look is no use: only a hit that is told of keeps an entry', async () => {
    const store = await open({ maxEntries: 2, eviction: 'lru' });
    await put(store, 'a');
    await put(store, 'b');
    await store.get(['a']);
    await store.read(['a']);
    await put(store, 'c');
    expect(await held(store, ['a', 'b', 'c'])).toEqual(['b', 'c']);
  });

  test('hits that are told together count in their order', async () => {
    const store = await open({ maxEntries: 3, eviction: 'lru' });
    for (const key of ['a', 'b', 'c']) await put(store, key);
    await store.addHits('default', new Map(Object.entries({ b: 1, a: 7, gone: 1 })));
    await put(store, 'd');
    await put(store, 'e');
    expect(await held(store, ['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'd', 'e']);
  });

  test.for(['lru', 'lfu', 'fifo', 'ttl'] as const)(
    '%s: of 500, the bound is left, and the rest is counted',
    async (eviction) => {
      const store = await open({ maxEntries: 100, eviction });
      const keys = Array.from({ length: 500 }, newKey);
      for (const key of keys) await put(store, key);
      expect(await held(store, keys)).toEqual(keys.slice(400));
      expect(await store.size()).toMatchObject({ entries: 100, evictions: 400 });
    },
  );

  test('what has expired goes before what has not, and is no eviction', async () => {
    let time = Date.now();
    const store = await open({ maxEntries: 3, eviction: 'lru', now: () => time });
    await put(store, 'a');
    await put(store, 'b');
    await put(store, 'short', { deleteAt: time + 1_000 });
    time += 1_000;
    await put(store, 'c');
    expect(await held(store, ['a', 'b', 'short', 'c'])).toEqual(['a', 'b', 'c']);
    expect(await store.size()).toMatchObject({ entries: 3, evictions: 0 });
  });

  test('aliases have the same bound, to themselves', async () => {
    const store = await open({ maxEntries: 3 });
    const aliases = ['x1', 'x2', 'x3', 'x4', 'x5'];
    await put(store, 'a');
    for (const key of aliases) await store.set(key, newAlias(Date.now()), 0);
    expect(await held(store, ['a', ...aliases])).toEqual(['a', 'x3', 'x4', 'x5']);
    expect(await store.size()).toMatchObject({ entries: 1, aliases: 3, evictions: 2 });
  });

  test('the order outlives a restart, and a change of strategy', async () => {
    const dir = newFolder();
    const first = await open({ dir, maxEntries: 3, eviction: 'lru' });
    for (const key of ['a', 'b', 'c']) await put(first, key);
    await hit(first, 'a', 'a');
    await first.close();
    const second = await open({ dir, maxEntries: 3, eviction: 'lru' });
    await put(second, 'd');
    expect(await held(second, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    await second.close();
    const third = await open({ dir, maxEntries: 3, eviction: 'lfu' });
    await put(third, 'e');
    expect(await held(third, ['a', 'c', 'd', 'e'])).toEqual(['a', 'd', 'e']);
  });
});

test('past the bound of bytes entries go, and what is left is within it', async () => {
  const store = await open({ maxBytes: 50_000 });
  const keys = Array.from({ length: 20 }, newKey);
  for (const key of keys) await put(store, key, {}, 5_000);
  const left = await held(store, keys);
  expect(left).toEqual(keys.slice(-left.length));
  expect(left.length).toBeGreaterThan(7);
  const { bytes, evictions } = await store.size();
  expect(bytes).toBeLessThanOrEqual(50_000);
  expect(evictions).toBe(20 - left.length);
  await put(store, 'large', {}, 40_000);
  expect(await held(store, [...left, 'large'])).toEqual([...left.slice(-1), 'large']);
});

test('what has expired is swept from the file, unasked', async () => {
  const dir = newFolder();
  let time = Date.now();
  const store = await open({ dir, now: () => time });
  const keys = Array.from({ length: 700 }, newKey);
  await Promise.all(keys.map((key) => put(store, key, { deleteAt: time + 1_000 })));
  await put(store, 'long');
  time += 1_000;
  expect(await store.size()).toMatchObject({ entries: 1, evictions: 0 });
  const count = 'SELECT (SELECT count(*) FROM item) AS items, (SELECT count(*) FROM value) AS "values"';
  const waiting = { timeout: 10_000, interval: 500 };
  await vi.waitFor(() => expect(inFile(store, dir, count)).resolves.toEqual({ items: 1, values: 1 }), waiting);
});

/** What a query finds in the file now: in a copy, for the file itself is locked. */
async function inFile(store: ExactStore, dir: string, sql: string): Promise<unknown> {
  await store.flush();
  const copy = join(newFolder(), 'copy.db');
  writeFileSync(copy, readFileSync(join(dir, 'cache.db')));
  const db = new DatabaseSync(copy, { readOnly: true });
  const row = db.prepare(sql).get();
  db.close();
  return row;
}

test('tags go with their entry, and lead to it', async () => {
  const dir = newFolder();
  const store = await open({ dir });
  await put(store, 'a', { tags: ['x', 'y', 'x'] });
  await put(store, 'b', { tags: ['x'] });
  await put(store, 'c', { tags: ['y'] });
  await store.delete(['c']);
  await put(store, 'a', { tags: ['z'] });
  await store.close();
  const db = new DatabaseSync(join(dir, 'cache.db'));
  const rows = db.prepare('SELECT tag, key FROM tag JOIN item USING (id) ORDER BY tag').all();
  expect(rows).toEqual([
    { tag: 'x', key: 'b' },
    { tag: 'z', key: 'a' },
  ]);
  expect(db.prepare('SELECT count(*) AS count FROM tag').get()).toEqual({ count: 2 });
  db.close();
});

test('a clear is seen at once, and what is stored while it goes on stays', async () => {
  const store = await open({ dir: newFolder() });
  const keys = Array.from({ length: 1_000 }, (_, index) => `${index}`);
  await Promise.all(keys.map((key) => put(store, key)));
  const cleared = store.clear();
  expect(await held(store, keys)).toEqual([]);
  expect((await store.find({}, { order: 'recent', limit: 10 })).entries).toEqual([]);
  expect(await put(store, '7')).toBe(true);
  expect(await cleared).toBeLessThanOrEqual(1_000);
  expect(await held(store, keys)).toEqual(['7']);
});

test('after a clear the file is small again', async () => {
  const dir = newFolder();
  const store = await open({ dir });
  const file = join(dir, 'cache.db');
  await Promise.all(Array.from({ length: 500 }, () => put(store, newKey(), {}, 10_000)));
  await store.flush();
  expect(statSync(file).size).toBeGreaterThan(5_000_000);
  expect(await store.clear()).toBe(500);
  expect(statSync(file).size).toBeLessThan(200_000);
  expect(statSync(`${file}-wal`).size).toBe(0);
});

describe('a clear of many', () => {
  /** A store with so many entries in `team` and those inside it, and their keys. */
  async function filled(count: number, dir = newFolder()) {
    const store = await open({ dir, maxEntries: 10_000 });
    const keys = Array.from({ length: count }, newKey);
    const namespaces = ['team', 'team/a', 'team/a/b'];
    await Promise.all(keys.map((key, n) => put(store, key, { namespace: namespaces[n % 3]!, tags: [`tag-${n}`] })));
    await put(store, 'kept', { namespace: 'teams', tags: ['kept'] });
    // The last ones: the first are removed before anything else is done.
    return { store, last: keys.slice(-3), tag: `tag-${count - 1}` };
  }

  test.for([
    ['team', 3_000],
    [undefined, 3_001],
  ] as const)('of %s: reads go on meanwhile, and find nothing of it', async ([namespace, count]) => {
    const { store, last, tag } = await filled(3_000);
    let isDone = false;
    const cleared = store.clear(namespace).finally(() => {
      isDone = true;
    });
    const page = { order: 'written', limit: 10 } as const;
    const found = await Promise.all([
      held(store, [...last, 'kept']),
      store.find({ keys: [...last, 'kept'] }, page).then(({ entries }) => entries.map(({ key }) => key)),
      store.find({ tags: [tag, 'kept'] }, page).then(({ entries }) => entries.map(({ key }) => key)),
    ]);
    expect(isDone).toBe(false);
    const left = namespace ? ['kept'] : [];
    expect(found).toEqual([left, left, left]);
    expect(await cleared).toBe(count);
    expect(await store.size()).toMatchObject({ entries: left.length });
  });

  test('what is stored meanwhile stays, and has nothing of what it replaces', async () => {
    const { store, last } = await filled(3_000);
    const [replaced, moved, removed] = last as [string, string, string];
    await hit(store, replaced, replaced);
    let isDone = false;
    const cleared = store.clear('team').finally(() => {
      isDone = true;
    });
    const meanwhile = await Promise.all([
      put(store, replaced, { namespace: 'team/a' }),
      put(store, 'new', { namespace: 'team' }),
      store.expire(moved, Date.now() + 1_000, Date.now() + 2_000),
      store.delete([removed]),
    ]);
    expect(isDone).toBe(false);
    expect(meanwhile).toEqual([true, true, false, 0]);
    await cleared;
    const { entries } = await store.find({}, { order: 'written', limit: 10 });
    expect(entries.map(({ key, hits }) => [key, hits])).toEqual([
      ['kept', 0],
      [replaced, 0],
      ['new', 0],
    ]);
    expect(await store.size()).toMatchObject({ entries: 3, aliases: 0 });
  });

  test('is left to the next start by a close in the middle of it', async () => {
    const dir = newFolder();
    const { store } = await filled(3_000, dir);
    const cleared = store.clear('team');
    await Promise.allSettled([cleared, store.close()]);
    const next = await open({ dir, maxEntries: 10_000 });
    await expect.poll(async () => (await next.size()).entries, { timeout: 5_000 }).toBe(1);
  });

  test('clears beside each other, the one inside the other, end with nothing', async () => {
    const { store } = await filled(1_000);
    const counts = await Promise.all([store.clear('team/a'), store.clear(), store.clear('team')]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_001);
    expect(await store.size()).toMatchObject({ entries: 0, aliases: 0, bytes: 0 });
  });
});

describe('what was stored is there after', () => {
  test('a close', async () => {
    const dir = newFolder();
    const first = await open({ dir });
    const entry = newEntry(Date.now());
    await first.set('a', entry, 0);
    await first.set('b', newAlias(Date.now(), { target: 'a' }), 0);
    const size = await first.size();
    await first.close();
    const second = await open({ dir });
    expect(await second.get(['a', 'b'])).toMatchObject([entry, { target: 'a' }]);
    expect(await second.size()).toEqual(size);
  });

  test('kill -9 in the middle of writing: all but at most the last second, and every answer right', async () => {
    const dir = newFolder();
    const { lines, kill } = writer(dir, {});
    const stored = new Map<number, Ms>();
    for await (const line of lines) {
      const [index, at] = line.split(' ').map(Number);
      stored.set(index!, at!);
      if (at! - stored.get(0)! > 2_000) break;
    }
    const killedAt = await kill();

    const store = await open({ dir });
    const indices = [...stored.keys()];
    const found = await store.get(indices.map(String));
    for (const [place, index] of indices.entries()) {
      const value = found[place];
      if (stored.get(index)! < killedAt - 1_000) expect(value).not.toBeNull();
      if (value) expect(value.kind === 'entry' && Buffer.from(value.body).toString()).toBe(bodyOf(index));
    }
    expect(found.filter((value) => value !== null).length).toBeGreaterThan(100);
  });

  test('a clear, however soon the kill', async () => {
    const dir = newFolder();
    const { lines, kill } = clearer(dir);
    for await (const line of lines) if (line === 'cleared') break;
    await kill();
    const store = await open({ dir, maxEntries: 1e6 });
    expect(await held(store, [...CLEARED, 'kept'])).toEqual(['0', 'kept']);
    expect(await store.size()).toMatchObject({ entries: 2 });
  });

  test('a clear that has begun: nothing of it comes back, and what was stored after its call stays', async () => {
    const dir = newFolder();
    const { lines, kill } = clearer(dir);
    for await (const line of lines) if (line === 'clearing') break;
    await setTimeout(50 * Math.random());
    await kill();
    const store = await open({ dir, maxEntries: 1e6 });
    expect(await held(store, [...CLEARED, 'kept'])).toEqual(['0', 'kept']);
    expect((await store.find({}, { order: 'written', limit: 10 })).entries.map(({ key }) => key)).toEqual([
      'kept',
      '0',
    ]);
    // Its rows are removed without anybody asking.
    await expect.poll(async () => (await store.size()).entries, { timeout: 5_000 }).toBe(2);
    expect(await store.clear('team')).toBe(1);
    expect(await held(store, [...CLEARED, 'kept'])).toEqual(['kept']);
  });

  test('a removal, however soon the kill', async () => {
    const dir = newFolder();
    const { lines, kill } = writer(dir, { removeAt: 50 });
    for await (const line of lines) if (line === 'removed') break;
    await kill();
    const store = await open({ dir });
    expect(await held(store, ['0', '1'])).toEqual(['1']);
  });
});

const bodyOf = (index: number) => `answer ${index} `.repeat(100);

/** A process that writes entries 0, 1, ... and says of each when it was stored: too few to fill a batch by number. */
function writer(dir: string, { removeAt = -1 }) {
  const code = `
    import { setTimeout } from 'node:timers/promises';
    import { openDiskStore } from ${JSON.stringify(import.meta.resolve('./exact.ts'))};
    const entry = ${JSON.stringify(newEntry(Date.now()))};
    const dir = ${JSON.stringify(dir)};
    const store = await openDiskStore({ dir, maxEntries: 1e6, maxEntryBytes: 1e6, eviction: 'lru' });
    for (let index = 0; ; index += 1) {
      const body = new TextEncoder().encode(('answer ' + index + ' ').repeat(100));
      await store.set(String(index), { ...entry, body }, 0);
      process.stdout.write(index + ' ' + Date.now() + '\\n');
      if (index === ${removeAt}) {
        await store.delete(['0']);
        process.stdout.write('removed\\n');
      }
      await setTimeout(2);
    }`;
  return killable(code);
}

const CLEARED = Array.from({ length: 3_000 }, (_, index) => String(index));

/** A process that stores entries, clears all but one of them, stores one of them again meanwhile, and says when. */
function clearer(dir: string) {
  return killable(`
    import { openDiskStore } from ${JSON.stringify(import.meta.resolve('./exact.ts'))};
    const entry = ${JSON.stringify(newEntry(Date.now()))};
    const team = { ...entry, meta: { ...entry.meta, namespace: 'team/a' } };
    const dir = ${JSON.stringify(dir)};
    const store = await openDiskStore({ dir, maxEntries: 1e6, maxEntryBytes: 1e6, eviction: 'lru' });
    const body = new Uint8Array(1_000);
    const keys = ${JSON.stringify(CLEARED)};
    await Promise.all(keys.map((key) => store.set(key, { ...team, body }, 0)));
    await store.set('kept', { ...entry, body }, 0);
    await store.flush();
    const cleared = store.clear('team');
    const [gone] = await store.get(['0']);
    await store.set('0', { ...team, body }, await store.epoch('team/a'));
    await store.flush();
    process.stdout.write(gone === null ? 'clearing\\n' : 'still there\\n');
    await cleared;
    process.stdout.write('cleared\\n');
    setInterval(() => {}, 1_000);`);
}

/** A program in a process of its own. */
function killable(code: string) {
  const child = spawn(process.execPath, [programOf(code)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    lines: createInterface({ input: child.stdout }),
    async kill(): Promise<Ms> {
      const killedAt = Date.now();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return killedAt;
    },
  };
}

function programOf(code: string): string {
  const file = join(newFolder(), 'program.mjs');
  writeFileSync(file, code);
  return file;
}

describe('a file that can not be used is set aside', () => {
  const files = (dir: string) => readdirSync(dir).filter((name) => name.includes('.corrupt-'));

  test.for([
    ['no database', (file: string) => writeFileSync(file, 'hello '.repeat(10_000))],
    ['a database of another program', (file: string) => new DatabaseSync(file).exec('CREATE TABLE other (a)')],
    ['a database whose first page is damaged', (file: string) => overwrite(file, 100, 4_000)],
    ['a database cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 30_000))],
  ] as const)('%s', async ([, damage]) => {
    const dir = newFolder();
    const file = join(dir, 'cache.db');
    if (!damage.toString().includes('other')) {
      const first = await open({ dir });
      await Promise.all(Array.from({ length: 500 }, () => put(first, newKey())));
      await first.close();
    }
    damage(file);
    const bytes = readFileSync(file);
    const onNotice = vi.fn();
    const store = await open({ dir, onNotice });
    expect(onNotice).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(file));
    expect(files(dir)).toEqual([expect.stringMatching(/^cache\.db\.corrupt-\d+$/)]);
    expect(readFileSync(join(dir, files(dir)[0]!))).toEqual(bytes);
    expect(await store.size()).toMatchObject({ entries: 0 });
    expect(await put(store, 'a')).toBe(true);
    expect(await held(store, ['a'])).toEqual(['a']);
  });

  test('while it is in use: the thread ends, and one with a new file takes its place', async () => {
    const dir = newFolder();
    const onError = vi.fn();
    const onNotice = vi.fn();
    const store = await open({ dir, maxEntries: 10_000, maxEntryBytes: 2e6, onError, onNotice });
    const keys = Array.from({ length: 1_000 }, newKey);
    // Far more than SQLite keeps in memory, so that it has to read what is damaged.
    await Promise.all(keys.map((key) => put(store, key, {}, 20_000)));
    await store.flush();
    const file = join(dir, 'cache.db');
    overwrite(file, 4_096, statSync(file).size - 4_096);
    await expect(store.get(keys)).rejects.toThrow('was set aside');
    await vi.waitFor(async () => expect(await put(store, 'a')).toBe(true), { timeout: 10_000, interval: 100 });
    expect(await held(store, ['a', keys[0]!])).toEqual(['a']);
    expect(onError).toHaveBeenCalled();
    expect(files(dir)).not.toEqual([]);
  });

  test('or at least, wherever it is damaged, no wrong answer comes of it, and soon it stores again', async () => {
    const original = newFolder();
    const first = await open({ dir: original });
    const keys = Array.from({ length: 300 }, (_, index) => `${index}`);
    const body = (index: number) => Buffer.from(bodyOf(index));
    for (const [index, key] of keys.entries()) await first.set(key, newEntry(Date.now(), {}, body(index)), 0);
    await first.close();
    const bytes = readFileSync(join(original, 'cache.db'));
    const places = Array.from({ length: 12 }, (_, index) => Math.floor((bytes.byteLength * index) / 12));
    const stores = places.map(async (place) => {
      const dir = newFolder();
      writeFileSync(join(dir, 'cache.db'), bytes);
      overwrite(join(dir, 'cache.db'), place, Math.min(6_000, bytes.byteLength - place));
      const store = await open({ dir, onNotice: () => {}, onError: () => {} });
      for (const [index, key] of keys.entries()) {
        const [value] = await store.get([key]).catch(() => [null]);
        if (value) expect(value.kind === 'entry' && Buffer.from(value.body)).toEqual(body(index));
      }
      await vi.waitFor(
        async () => {
          await store.clear();
          expect(await put(store, 'new')).toBe(true);
          expect(await held(store, ['new', '7'])).toEqual(['new']);
        },
        { timeout: 10_000, interval: 200 },
      );
    });
    await Promise.all(stores);
  });

  test('but one damaged body is only a miss', async () => {
    const dir = newFolder();
    const first = await open({ dir });
    const body = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(200));
    await first.set('a', newEntry(Date.now(), {}, body), 0);
    await put(first, 'b');
    await first.close();
    const file = join(dir, 'cache.db');
    overwrite(file, readFileSync(file).indexOf('lazy dog') + 90, 4);
    const store = await open({ dir });
    expect(await held(store, ['a', 'b'])).toEqual(['b']);
    expect(await store.size()).toMatchObject({ entries: 1 });
    expect(await put(store, 'a')).toBe(true);
  });
});

/** Overwrites so many bytes of a file, in place. */
function overwrite(file: string, at: number, length: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(length, 0xa5), 0, length, at);
  closeSync(descriptor);
}

describe('DATA_DIR', () => {
  const options = { maxEntries: 10, maxEntryBytes: 1_000, eviction: 'lru' as const };

  test('has one owner, whom a second one is told', async () => {
    const dir = newFolder();
    await open({ dir });
    await expect(openDiskStore({ dir, ...options })).rejects.toMatchObject({
      param: 'DATA_DIR',
      message: expect.stringMatching(`${dir} is in use by process ${process.pid} on `),
    });
  });

  test('has one owner across processes, until that one is killed', async () => {
    const dir = newFolder();
    const { lines, kill } = writer(dir, {});
    for await (const _line of lines) break;
    await expect(openDiskStore({ dir, ...options })).rejects.toMatchObject({
      param: 'DATA_DIR',
      message: expect.not.stringContaining(`process ${process.pid} `),
    });
    await kill();
    const store = await open({ dir });
    expect(await held(store, ['a'])).toEqual([]);
  });

  test('is free again after a close', async () => {
    const dir = newFolder();
    await (await open({ dir })).close();
    await open({ dir });
  });

  test('is taken over where the lock file is rubbish', async () => {
    const dir = newFolder();
    writeFileSync(join(dir, 'cache.db.lock'), 'rubbish '.repeat(1_000));
    await open({ dir });
    await expect(openDiskStore({ dir, ...options })).rejects.toThrow('is in use by process');
  });

  test('is made if it is not there', async () => {
    const dir = join(newFolder(), 'a', 'b');
    await open({ dir });
    expect(readdirSync(dir)).toContain('cache.db');
  });

  test('that can not be used is a clear error', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const error = { param: 'DATA_DIR', message: expect.stringMatching(/^DATA_DIR .*file.* can not be used: E/) };
    await expect(openDiskStore({ dir: join(file, 'data'), ...options })).rejects.toMatchObject(error);
    for (const name of ['cache.db', 'cache.db.lock']) {
      const dir = newFolder();
      mkdirSync(join(dir, name));
      await expect(openDiskStore({ dir, ...options })).rejects.toMatchObject({
        param: 'DATA_DIR',
        message: `DATA_DIR ${dir} can not be used: unable to open database file`,
      });
    }
  });
});

test('when the disk is full, sets fail and are reported, gets go on, and nothing crashes', async () => {
  const dir = newFolder();
  const code = `
    import { openDiskStore } from ${JSON.stringify(import.meta.resolve('./exact.ts'))};
    const entry = ${JSON.stringify(newEntry(Date.now()))};
    let errors = 0;
    const store = await openDiskStore({
      dir: ${JSON.stringify(dir)}, maxEntries: 1e6, maxEntryBytes: 1e6, eviction: 'lru', onError: () => { errors += 1; },
    });
    const body = new Uint8Array(20_000);
    await store.set('first', { ...entry, body }, 0);
    await store.flush();
    let stored = 0;
    for (let index = 0; index < 500; index += 1) if (await store.set(String(index), { ...entry, body }, 0)) stored += 1;
    const [first] = await store.get(['first']);
    console.log(JSON.stringify({ first: first?.body.length, stored, errors }));
    await store.close().catch(() => {});`;
  // Files of at most 2 MB: SQLite sees the error of a disk that takes no more.
  const script = 'ulimit -f 2000; exec "$0" "$1"';
  const child = spawn('bash', ['-c', script, process.execPath, programOf(code)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  const result = JSON.parse(line);
  expect(result.first).toBe(20_000);
  expect(result.errors).toBeGreaterThan(0);
  expect(result.stored).toBeLessThan(500);
  const [exitCode] = await once(child, 'exit');
  expect(exitCode).toBe(0);

  const store = await open({ dir });
  expect(await held(store, ['first'])).toEqual(['first']);
});

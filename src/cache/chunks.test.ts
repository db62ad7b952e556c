import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SseEvent } from '../types.ts';
import { Chunks } from './chunks.ts';

const never = new AbortController().signal;
const events = (count: number): SseEvent[] => Array.from({ length: count }, (_, at) => ({ data: `event ${at}` }));

async function collect(reader: AsyncIterable<SseEvent> | null): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  for await (const { data } of reader ?? []) seen.push(data);
  return seen;
}

async function fill(chunks: Chunks, list: readonly SseEvent[]): Promise<void> {
  for (const event of list) await chunks.append(event);
  chunks.end();
}

describe('a list of chunks', () => {
  test('is read whole by every reader, whenever it comes', async () => {
    const chunks = new Chunks(1_000_000);
    const early = collect(chunks.read(never));
    await chunks.append({ data: 'one' });
    const between = collect(chunks.read(never));
    await chunks.append({ data: 'two' });
    chunks.end();
    const late = collect(chunks.read(never));
    for (const reader of [early, between, late]) expect(await reader).toEqual(['one', 'two']);
  });

  test('is left by a reader whose signal aborts', async () => {
    const chunks = new Chunks(1_000_000);
    const leaving = new AbortController();
    const reader = collect(chunks.read(leaving.signal));
    await chunks.append({ data: 'one' });
    leaving.abort();
    await reader;
    expect(await collect(chunks.read(AbortSignal.abort()))).toEqual([]);
  });

  test('past its bound waits for the slowest reader, and takes no new one', async () => {
    const chunks = new Chunks(1_000);
    const [slow, quick] = [chunks.read(never), chunks.read(never)];
    let appended = 0;
    const writing = (async () => {
      for (const event of events(1_000)) {
        await chunks.append(event);
        appended += 1;
      }
      chunks.end();
    })();
    const quickly = collect(quick);
    const first = await slow?.next();
    // Everything that can happen without the slow one has happened when a timer fires.
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(appended).toBeLessThan(40);
    expect(chunks.overflowed).toBe(true);
    expect(chunks.read(never)).toBeNull();
    const rest = await collect(slow);
    expect([first?.value?.data, ...rest]).toEqual(events(1_000).map(({ data }) => data));
    expect(await quickly).toHaveLength(1_000);
    await writing;
  });

  test('past its bound goes on when the slowest reader leaves, or nobody reads', async () => {
    const chunks = new Chunks(100);
    const leaving = new AbortController();
    chunks.read(leaving.signal);
    const writing = fill(chunks, events(100));
    leaving.abort();
    await writing;
    await fill(new Chunks(100), events(100));
  });

  test('past its bound still takes a reader while nothing is forgotten', async () => {
    const chunks = new Chunks(100);
    const first = chunks.read(never);
    const writing = fill(chunks, [{ data: 'x'.repeat(200) }, ...events(99)]);
    expect(chunks.overflowed).toBe(true);
    const second = collect(chunks.read(never));
    expect(await collect(first)).toHaveLength(100);
    expect(await second).toHaveLength(100);
    await writing;
  });

  test('gives each reader all of it, or none, however they take turns', async () => {
    const turn = fc.constantFrom('write' as const, 'come' as const, 'read' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { maxLength: 60 }), fc.integer({ min: 0, max: 400 }), async (turns, bound) => {
        const chunks = new Chunks(bound);
        const list = events(20);
        const readers: { reader: AsyncIterator<SseEvent>; seen: Promise<IteratorResult<SseEvent>>[] }[] = [];
        let written = 0;
        let writing: Promise<void> = Promise.resolve();
        for (const next of turns) {
          if (next === 'write' && written < list.length) {
            const event = list[written++] as SseEvent;
            writing = writing.then(() => chunks.append(event));
          } else if (next === 'come') {
            const reader = chunks.read(never);
            if (reader) readers.push({ reader, seen: [] });
          } else for (const { reader, seen } of readers) seen.push(reader.next());
          await Promise.resolve();
        }
        const rest = list.slice(written);
        const ended = writing.then(() => fill(chunks, rest));
        const all = await Promise.all(
          readers.map(async ({ reader, seen }) => {
            while (!(await seen.at(-1))?.done) seen.push(reader.next());
            return (await Promise.all(seen)).flatMap(({ done, value }) => (done ? [] : [value.data]));
          }),
        );
        for (const got of all) expect(got).toEqual(list.map(({ data }) => data));
        await ended;
      }),
    );
  });
});

/**
 * `npm run bench:manage`: what it costs to manage a large cache. An import, an export, a clear and the import again of
 * 100,000 entries (`--entries`), with the memory that the proxy takes meanwhile and a comparison byte for byte; then
 * what requests feel of invalidations, the median of several rounds in which all take their turn. With `--export` the first two alone. Memory tier off: every hit goes through
 * the disk store's thread, or, with `--redis URL`, to that Redis, an empty one.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { readMetrics } from '../demo/metrics.ts';
import { type ProxyProcess, scriptedOnly, startProxy } from '../demo/proxy.ts';
import { percentile } from '../src/cli/table.ts';
import { startChild } from './child.ts';
import { chat, question, reword } from './questions.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '100000' },
    redis: { type: 'string' },
    export: { type: 'boolean', default: false },
  },
});
const ENTRIES = Number(values.entries);
const TAGGED = 100;
const SCOPES = 100;
const ASKED = 200;
const CONNECTIONS = 8;
const WINDOW_MS = 2_000;
const ROUNDS = 7;

async function measure(): Promise<void> {
  await using started = new AsyncDisposableStack();
  const upstream = started.adopt(await startChild('upstream.ts'), (child) => child.close());
  const settings = { CACHE_MAX_SIZE: String(2 * ENTRIES), CACHE_MEMORY_MB: '0', REDIS_URL: values.redis };
  const proxy = started.adopt(await startProxy({ ...scriptedOnly(`${upstream.url}/v1`), ...settings }), (one) =>
    one.close(),
  );
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'llm-cache-bench-')), (dir) =>
    rm(dir, { recursive: true }),
  );

  const exact = { 'x-cache-threshold': '1' };
  for (let n = 0; n < ASKED; n += 1) await ask(proxy, chat(question(n)), exact);
  await until(async () => (await readMetrics(proxy.url)).cache.vectors >= ASKED);
  const similarity = await similarityOf(proxy);
  const template = (await lines(proxy, '?limit=1')).next();
  const sample = JSON.parse((await template).value ?? '{}');

  const watch = watchMemory(proxy.pid);
  const row = (what: string, ms: number, extra = '') =>
    console.log(
      `| ${what} | ${(ms / 1000).toFixed(1)} s | ${(ENTRIES / ms).toFixed(1)} /ms | ${watch.take()} ${extra}|`,
    );
  console.log(`fresh: ${watch.take()}`);

  row('import', await timed(() => importLines(proxy, Readable.from(makeLines(sample)))));
  const file = join(folder, 'export.jsonl');
  row('export', await timed(() => exportTo(proxy, file)), `${((await stat(file)).size / 2 ** 20).toFixed(0)} MB `);
  if (values.export) return watch.stop();
  const before = await digestOf(file);
  row('clear', await timed(() => post(proxy, '/cache/clear', {})));
  row('import again', await timed(() => importLines(proxy, createReadStream(file))));
  const second = join(folder, 'second.jsonl');
  row('export again', await timed(() => exportTo(proxy, second)));
  const after = await digestOf(second);
  watch.stop();
  console.log(
    `${before.count} lines before, ${after.count} after: ${before.digest === after.digest ? 'equal' : 'DIFFERENT'}`,
  );
  console.log(`similarity of a reworded question before ${similarity}, after ${await similarityOf(proxy)}`);

  let tag = 0;
  const invalidateNext = () => {
    tag += 1;
    return post(proxy, '/cache/invalidate', { tags: [`tag-${tag}`] });
  };
  const dryRun = () => post(proxy, '/cache/invalidate', { pattern: '*nothing like it*', dry_run: true });
  await compare(proxy, [
    { what: 'undisturbed' },
    { what: `a tag of ${TAGGED} invalidated 4 times a second`, disturb: invalidateNext, pause: 250 },
    { what: `tags of ${TAGGED} invalidated one right after the other`, disturb: invalidateNext, pause: 0 },
    { what: 'dry run of a pattern over all, one right after the other', disturb: dryRun, pause: 0 },
  ]);
}

/** Entries like the sample, each with a key, a question and a vector of its own. */
function* makeLines(sample: { meta: object; vector: object }): Generator<string> {
  const scopes = Array.from({ length: SCOPES }, () => randomBytes(32).toString('hex'));
  for (let n = 0; n < ENTRIES; n += 1) {
    const vector = Float32Array.from({ length: 384 }, () => Math.random() - 0.5);
    const norm = Math.hypot(...vector);
    const values = Buffer.from(vector.map((value) => value / norm).buffer).toString('base64');
    const scope = scopes[n % SCOPES];
    const asked = `${question(n)} And ${n}?`;
    const meta = { ...sample.meta, scope, question: asked, tags: [`tag-${Math.floor(n / TAGGED)}`, 'all'] };
    const line = {
      ...sample,
      key: randomBytes(32).toString('hex'),
      meta,
      vector: { ...sample.vector, question: asked, values },
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

async function importLines(proxy: ProxyProcess, body: Readable): Promise<void> {
  const init = { method: 'POST', body: Readable.toWeb(body) as ReadableStream, duplex: 'half' as const };
  const reply = await fetch(`${proxy.url}/admin/cache/import`, init);
  const text = await reply.text();
  if (!reply.ok || !text.includes('"failures":0')) throw new Error(text.slice(0, 500));
}

async function exportTo(proxy: ProxyProcess, file: string): Promise<void> {
  const reply = await fetch(`${proxy.url}/admin/cache/export`);
  if (!reply.ok || !reply.body) throw new Error(`export: ${reply.status}`);
  await pipeline(reply.body, createWriteStream(file));
}

async function* lines(proxy: ProxyProcess, query: string): AsyncGenerator<string> {
  const reply = await fetch(`${proxy.url}/admin/cache/export${query}`);
  for await (const line of createInterface(Readable.fromWeb(reply.body as never))) yield line;
}

/** The same for the same lines in any order. */
async function digestOf(file: string): Promise<{ count: number; digest: string }> {
  const sum = Buffer.alloc(32);
  let count = 0;
  for await (const line of createInterface(createReadStream(file))) {
    const hash = createHash('sha256').update(line).digest();
    for (const [index, byte] of hash.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
    count += 1;
  }
  return { count, digest: sum.toString('hex') };
}

interface Disturbance {
  readonly what: string;
  readonly disturb?: () => Promise<unknown>;
  /** Between one and the next. */
  readonly pause?: number;
}

/** What those feel who hit meanwhile: all take their turn in every round, so that a busy machine is so for all of them. */
async function compare(proxy: ProxyProcess, disturbances: readonly Disturbance[]): Promise<void> {
  const hits = disturbances.map((): number[][] => []);
  const itself = disturbances.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, disturbance] of disturbances.entries()) {
      const measured = await hitMeanwhile(proxy, disturbance);
      hits[index]?.push(measured.hits);
      itself[index]?.push(...measured.disturbances);
    }
  }
  console.log('| meanwhile | hits/s | p50 | p99 | itself, p50 |\n| --- | ---: | ---: | ---: | ---: |');
  for (const [index, { what }] of disturbances.entries()) {
    const rounds = hits[index] ?? [];
    const median = (of: (times: readonly number[]) => number) => percentile(rounds.map(of), 0.5);
    const rate = (median((times) => times.length) / WINDOW_MS) * 1_000;
    const [p50, p99] = [0.5, 0.99].map((share) => median((times) => percentile(times, share)).toFixed(1));
    const own = itself[index]?.length ? `${percentile(itself[index], 0.5).toFixed(0)} ms` : '';
    console.log(`| ${what} | ${rate.toFixed(0)} | ${p50} ms | ${p99} ms | ${own} |`);
  }
}

async function hitMeanwhile(proxy: ProxyProcess, { disturb, pause = 0 }: Disturbance) {
  const end = performance.now() + WINDOW_MS;
  const hits: number[] = [];
  const disturbances: number[] = [];
  const asking = Array.from({ length: CONNECTIONS }, async (_, client) => {
    for (let n = client; performance.now() < end; n += CONNECTIONS) {
      hits.push(await timed(() => ask(proxy, chat(question(n % ASKED)))));
    }
  });
  while (disturb && performance.now() < end) {
    disturbances.push(await timed(disturb));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await Promise.all(asking);
  return { hits, disturbances };
}

async function ask(proxy: ProxyProcess, body: string, headers = {}): Promise<Response> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const reply = await fetch(`${proxy.url}/v1/chat/completions`, init);
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`${reply.status}`);
  return reply;
}

async function similarityOf(proxy: ProxyProcess): Promise<string | null> {
  return (await ask(proxy, chat(reword(7, ASKED)))).headers.get('x-cache-similarity');
}

async function post(proxy: ProxyProcess, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${proxy.url}/admin${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(await reply.text());
  await reply.arrayBuffer();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Resident memory: the most since it was last asked, and now. */
function watchMemory(pid: number) {
  const now = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
  let most = now();
  const watching = setInterval(() => {
    most = Math.max(most, now());
  }, 250);
  return {
    take() {
      const text = `${now().toFixed(0)} MB now, ${Math.max(most, now()).toFixed(0)} MB at most`;
      most = 0;
      return text;
    },
    stop: () => clearInterval(watching),
  };
}

await measure();

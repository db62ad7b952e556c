/**
 * `npm run soak -- MINUTES [REQUESTS A SECOND]`: mixed traffic on a proxy of its own with a real Redis, which is paused now and then. Prints
 * what the process holds as time goes on, and what requests cost while Redis is away. Exits 1 when a request failed.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProxyProcess, scriptedOnly, startProxy } from '../demo/proxy.ts';
import { startRedis } from '../demo/redis.ts';
import { startUpstream } from '../demo/upstream.ts';
import { milliseconds, percentile, table } from '../src/cli/table.ts';
import { newQuestion, question, reword } from './questions.ts';

const TICK_MS = 100;
/** Questions that are asked again and again. */
const KNOWN = 1_000;
const UPSTREAM_MS = 50;
const CHUNK_MS = 5;
/** Redis answers for so long, then is paused for so long. */
const WELL_MS = 50_000;
const PAUSED_MS = 10_000;
const MODEL = 'llama-3.3-70b-versatile';
const ROWS = 10;
const LOOP_LOOKS_MS = 10;

const CHAT = '/v1/chat/completions';
const PHASES = ['Redis answers', 'first second of a pause', 'rest of the pause', 'first 5 s after it'] as const;
type Phase = (typeof PHASES)[number];

interface Job {
  readonly path: string;
  readonly body: object;
  /** Left after the first bytes. */
  readonly cut?: boolean;
}

interface Load {
  readonly minutes: number;
  readonly perSecond: number;
}

interface Tally {
  asked: number;
  cut: number;
  readonly failures: string[];
  /** Of whole answers, by phase and by where they came from. Streams take as long as their upstream. */
  readonly latencies: Map<string, number[]>;
}

const KINDS = ['from the cache', 'from the upstream'] as const;

/** What is asked in turn: of 20 requests, 7 are answered upstream. */
function* jobs(): Generator<Job> {
  const chat = (content: string, more: object = {}): Job => ({
    path: CHAT,
    body: { model: MODEL, messages: [{ role: 'user', content }], ...more },
  });
  for (let n = 0; ; n += 1) {
    const known = question((n * 7) % KNOWN);
    for (let again = 0; again < 6; again += 1) yield chat(question((n * 31 + again * 17) % KNOWN));
    for (let again = 0; again < 3; again += 1) yield chat(known, { stream: true });
    yield chat(reword(n, KNOWN));
    yield chat(reword(n + 500, KNOWN), { stream: true });
    yield chat(known, { temperature: (n % 100) / 100 });
    for (let again = 0; again < 3; again += 1) yield chat(newQuestion(5 * n + again));
    yield chat(newQuestion(5 * n + 3), { stream: true });
    yield { ...chat(newQuestion(5 * n + 4), { stream: true }), cut: true };
    yield { ...chat(known, { stream: true }), cut: true };
    const inputs = [question(n % KNOWN), newQuestion(n)];
    yield { path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: inputs } };
  }
}

async function ask(url: string, { path, body, cut = false }: Job, phase: () => Phase, tally: Tally): Promise<void> {
  const client = new AbortController();
  const begun = performance.now();
  const during = phase();
  tally.asked += 1;
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: client.signal,
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${(await response.text()).slice(0, 200)}`);
    if (cut) {
      await response.body?.getReader().read();
      client.abort();
      tally.cut += 1;
      return;
    }
    const text = await response.text();
    if (/^data: \{"error"/m.test(text)) throw new Error(`a stream broke off: ${text.slice(-200)}`);
    if (path !== CHAT || 'stream' in body) return;
    const kind = KINDS[response.headers.get('x-cache') === 'HIT' ? 0 : 1];
    const name = `${during}, ${kind}`;
    const values = tally.latencies.get(name) ?? [];
    values.push(performance.now() - begun);
    tally.latencies.set(name, values);
  } catch (error) {
    tally.failures.push(`${during}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Pauses Redis again and again, and tells what phase it is. */
function pauseNowAndThen(redis: ChildProcess | null): { phase(): Phase; pauses(): number; stop(): void } {
  let changedAt = Number.NEGATIVE_INFINITY;
  let paused = false;
  let pauses = 0;
  const set = (to: boolean) => {
    paused = to;
    if (to) pauses += 1;
    changedAt = performance.now();
    redis?.kill(to ? 'SIGSTOP' : 'SIGCONT');
  };
  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    set(!paused);
    timer = setTimeout(next, paused ? PAUSED_MS : WELL_MS);
  };
  if (redis) timer = setTimeout(next, WELL_MS / 2);
  return {
    phase() {
      const since = performance.now() - changedAt;
      if (paused) return since < 1_000 ? PHASES[1] : PHASES[2];
      return since < 5_000 ? PHASES[3] : PHASES[0];
    },
    pauses: () => pauses,
    stop() {
      clearTimeout(timer);
      if (paused) set(false);
    },
  };
}

/** What `/metrics` has, by name and labels. */
async function readGauges(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('llm_cache_'))
      .map((line) => [line.slice('llm_cache_'.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
  return (name) => values.get(name) ?? 0;
}

const COLUMNS = [
  'minute',
  '>requests',
  '>RSS',
  '>heap',
  '>file descriptors',
  '>handles',
  '>loop delay p99',
  '>max',
  '>flights',
];

async function sample({ url }: ProxyProcess, minute: number, tally: Tally): Promise<string[]> {
  const read = await readGauges(url);
  const megabytes = (name: string) => `${(read(name) / 2 ** 20).toFixed(0)} MB`;
  // What is measured is the time between two looks.
  const lag = (what: string) =>
    milliseconds(Math.max(0, 1000 * read(`nodejs_eventloop_lag_${what}_seconds`) - LOOP_LOOKS_MS));
  return [
    minute.toFixed(1),
    String(tally.asked),
    megabytes('process_resident_memory_bytes'),
    megabytes('nodejs_heap_size_used_bytes'),
    String(read('process_open_fds')),
    String(read('nodejs_active_handles_total')),
    lag('p99'),
    lag('max'),
    String(read('flights')),
  ];
}

async function drive(
  proxy: ProxyProcess,
  { minutes, perSecond }: Load,
  phase: () => Phase,
  tally: Tally,
): Promise<string[][]> {
  const todo = jobs();
  const rows: string[][] = [await sample(proxy, 0, tally)];
  const underWay = new Set<Promise<void>>();
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 60_000;
  for (let due = 0; elapsed() < minutes; ) {
    for (due += (perSecond * TICK_MS) / 1000; due >= 1; due -= 1) {
      const job = todo.next().value;
      const one = ask(proxy.url, job, phase, tally).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    if (elapsed() >= (rows.length * minutes) / ROWS) rows.push(await sample(proxy, elapsed(), tally));
    await sleep(TICK_MS);
  }
  await Promise.all(underWay);
  await sleep(1_000);
  rows.push(await sample(proxy, elapsed(), tally));
  return rows;
}

function latencyRow(name: string, { latencies }: Tally): string[] {
  const values = latencies.get(name) ?? [];
  const at = (rank: number) => (values.length > 0 ? milliseconds(percentile(values, rank)) : '-');
  return [name, String(values.length), at(0.5), at(0.95), at(0.99), at(1)];
}

async function main(): Promise<number> {
  const [minutes = 10, perSecond = 50] = process.argv.slice(2).map(Number);
  if (!(minutes > 0 && perSecond > 0)) throw new Error('npm run soak -- MINUTES [REQUESTS A SECOND]');
  const upstream = await startUpstream({ delayMs: UPSTREAM_MS, chunkDelayMs: CHUNK_MS, keep: 0 });
  const redis = await startRedis();
  // Groq, for which the scripted one stands otherwise, has no embeddings.
  const openai = { OPENAI_API_KEY: 'scripted', OPENAI_BASE_URL: upstream.url };
  const proxy = await startProxy({
    ...scriptedOnly(upstream.url),
    ...openai,
    ...(redis && { REDIS_URL: redis.url }),
  });
  const tally: Tally = { asked: 0, cut: 0, failures: [], latencies: new Map() };
  const pausing = pauseNowAndThen(redis?.process ?? null);
  console.log(
    `${perSecond} requests/s for ${minutes} minutes, ${redis ? 'Redis paused now and then' : 'no redis-server'}\n`,
  );
  try {
    const rows = await drive(proxy, { minutes, perSecond }, pausing.phase, tally);
    console.log(table(COLUMNS, rows));
    const spread = PHASES.flatMap((phase) => KINDS.map((kind) => latencyRow(`${phase}, ${kind}`, tally)));
    console.log(`\n${table(['latency', '>requests', '>p50', '>p95', '>p99', '>max'], spread)}\n`);
    console.log(
      `${tally.asked} asked, ${tally.cut} of them cut by the client, ${pausing.pauses()} pauses, ${tally.failures.length} failed`,
    );
    for (const failure of tally.failures.slice(0, 10)) console.log(`  ${failure}`);
    return tally.failures.length > 0 ? 1 : 0;
  } finally {
    pausing.stop();
    await proxy.close();
    redis?.process.kill();
    await upstream.close();
  }
}

process.exitCode = await main();

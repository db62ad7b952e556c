/**
 * `npm run bench`: what the proxy costs, as ratios to a bare Hono route and to a direct call, on loopback, the load in
 * a process of its own. Whatever is compared takes turns (A B A B), and medians are quoted, for machines are noisy.
 * Writes the table of docs/performance.md; `--quick` gives an idea in a few seconds and writes nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readMetrics } from '../demo/metrics.ts';
import { type ProxyProcess, scriptedOnly, startProxy } from '../demo/proxy.ts';
import { percentile } from '../src/cli/table.ts';
import { type Child, run, startChild } from './child.ts';
import type { Ask, Flood, Sample } from './load.ts';
import { chat, question } from './questions.ts';
import { describe, type Figures, writeTable } from './table.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const SIZE = values.quick
  ? { rounds: 1, seconds: 1, samples: 50, misses: 200, entries: 1_000, hot: 160 }
  : { rounds: 5, seconds: 3, samples: 200, misses: 1_500, entries: 10_000, hot: 1_000 };

const PATH = '/v1/chat/completions';
/** Questions stored at once, before their embeddings are waited for. */
const BATCH = 200;

interface Servers {
  readonly upstream: Child;
  readonly load: Child;
  /** As it comes; with no memory tier; without the semantic tier. */
  readonly full: ProxyProcess;
  readonly disk: ProxyProcess;
  readonly exact: ProxyProcess;
}

async function bench(): Promise<Figures> {
  await using started = new AsyncDisposableStack();
  const child = async (...[name, env]: Parameters<typeof startChild>) =>
    started.adopt(await startChild(name, env), (running) => running.close());
  const upstream = await child('upstream.ts');
  // Room for all entries and for an alias of each reworded question.
  const base = { ...scriptedOnly(`${upstream.url}/v1`), CACHE_MAX_SIZE: '200000' };
  const proxy = async (settings: Record<string, string>) =>
    started.adopt(await startProxy({ ...base, ...settings }), (running) => running.close());
  const servers = {
    upstream,
    load: await child('load.ts'),
    full: await proxy({}),
    disk: await proxy({ CACHE_MEMORY_MB: '0', ENABLE_SEMANTIC_CACHE: 'false' }),
    exact: await proxy({ ENABLE_SEMANTIC_CACHE: 'false' }),
  };
  const memory = await measureMemory(servers);
  const bare = await child('bare.ts', { ANSWER: await answerOf(servers.full.url) });
  return { ...SIZE, memory, hits: await measureHits(servers, bare), misses: await measureMisses(servers) };
}

/** Fills the caches. Resident memory before and after. */
async function measureMemory({ full, disk, load }: Servers): Promise<Figures['memory']> {
  say(`storing ${SIZE.entries} questions`);
  const fresh = residentMegabytes(full.pid);
  await seed(disk, load, async () => {});
  await seed(full, load, indexed);
  return { fresh, filled: residentMegabytes(full.pid) };
}

async function seed({ url }: ProxyProcess, load: Child, settled: typeof indexed): Promise<void> {
  for (let from = 0; from < SIZE.entries; from += BATCH) {
    const { failed } = await run(load, { kind: 'seed', url, from, count: BATCH });
    if (failed > 0) throw new Error(`${failed} of ${BATCH} questions were not misses`);
    await settled(url, from + BATCH);
  }
}

/** Questions are embedded behind their answers, and dropped when too many wait. */
async function indexed(url: string, count: number): Promise<void> {
  let vectors = 0;
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    ({ vectors } = (await readMetrics(url)).cache);
    if (vectors >= count) return;
    await sleep(20);
  }
  throw new Error(`of ${count} questions only ${vectors} are in the index`);
}

/** One row of the table of hits: whom to ask, what, and the tier that should answer. */
interface Kind {
  readonly name: Figures['hits'][number]['name'];
  readonly url: string;
  readonly pid: number;
  readonly tier: string;
  readonly ask: () => Ask;
}

interface Round {
  readonly flood: Flood;
  /** Microseconds of all its threads for each request of the flood. */
  readonly cpu: number;
  /** Milliseconds of each request with one connection. */
  readonly latencies: readonly number[];
}

async function measureHits({ full, disk, load }: Servers, bare: Child): Promise<Figures['hits']> {
  let reworded = 0;
  const stored = (): Ask => ({ storedOf: SIZE.entries });
  const kinds: readonly Kind[] = [
    { name: 'bare', ...bare, tier: 'none', ask: stored },
    { name: 'memory', ...full, tier: 'memory', ask: () => ({ storedOf: SIZE.hot }) },
    { name: 'spread', ...full, tier: 'memory', ask: stored },
    { name: 'disk', ...disk, tier: 'exact', ask: stored },
    { name: 'semantic', ...full, tier: 'semantic', ask: () => ({ rewordedFrom: reworded, of: SIZE.entries }) },
  ];
  const measured = new Map(kinds.map((kind) => [kind, [] as Round[]]));
  for (let round = 0; round <= SIZE.rounds; round += 1) {
    for (const [kind, rounds] of measured) {
      say(`hits, ${round === 0 ? 'warming up' : `round ${round} of ${SIZE.rounds}`}: ${kind.name}`);
      const one = await measureRound(kind, load);
      if (kind.name === 'semantic') reworded += one.flood.asked + SIZE.samples;
      if (round > 0) rounds.push(one);
    }
  }
  const [yardstick = []] = measured.values();
  return [...measured].map(([kind, rounds]) => summarise(kind, rounds, yardstick));
}

async function measureRound({ name, url, pid, tier, ask }: Kind, load: Child): Promise<Round> {
  const first = ask();
  const before = cpuTime(pid);
  const flood = await run(load, { kind: 'flood', url, ask: first, seconds: SIZE.seconds });
  const cpu = (cpuTime(pid) - before) / flood.asked;
  if (flood.failed > 0) throw new Error(`${name}: ${flood.failed} requests failed`);
  const next = 'rewordedFrom' in first ? { ...first, rewordedFrom: first.rewordedFrom + flood.asked } : first;
  const samples = await run(load, { kind: 'probe', urls: [url], ask: next, count: SIZE.samples, stream: false });
  const served = samples.flat().filter((sample) => sample.tier === tier);
  if (served.length < samples.length / 2) throw new Error(`${name}: most answers did not come from there`);
  return { flood, cpu, latencies: served.map(({ last }) => last) };
}

function summarise(
  { name, tier }: Kind,
  rounds: readonly Round[],
  yardstick: readonly Round[],
): Figures['hits'][number] {
  const floods = rounds.map(({ flood }) => flood);
  const asked = floods.reduce((sum, flood) => sum + flood.asked, 0);
  const served = floods.reduce((sum, flood) => sum + (flood.tiers[tier] ?? 0), 0);
  return {
    name,
    perSecond: median(floods.map(({ perSecond }) => perSecond)),
    // Against the bare route of the same round, which met the same machine.
    ofBare: median(floods.map(({ perSecond }, at) => perSecond / (yardstick[at]?.flood.perSecond ?? Number.NaN))),
    cpu: median(rounds.map(({ cpu }) => cpu)),
    share: served / asked,
    latency: median(rounds.flatMap(({ latencies }) => latencies)),
  };
}

/** What the way through the proxy adds to a direct call, question by question. */
async function measureMisses({ upstream, exact, full, load }: Servers): Promise<Figures['misses']> {
  const kinds = [
    { name: 'exact', url: exact.url, stream: false },
    { name: 'semantic', url: full.url, stream: false },
    { name: 'stream', url: exact.url, stream: true },
  ] as const;
  const figures: Figures['misses'][number][] = [];
  for (const [index, { name, url, stream }] of kinds.entries()) {
    say(`misses: ${name}`);
    const urls = [upstream.url, url];
    const ask = { newFrom: index * SIZE.misses };
    const rounds = await run(load, { kind: 'probe', urls, ask, count: SIZE.misses, stream });
    const time = (sample: Sample | undefined): number => (stream ? sample?.first : sample?.last) ?? Number.NaN;
    // A new question that happens to be near another is a hit by meaning, and no miss.
    const missed = rounds.filter(([, through]) => through?.tier === 'upstream');
    figures.push({
      name,
      samples: missed.length,
      direct: median(missed.map(([direct]) => time(direct))),
      added: median(missed.map(([direct, through]) => time(through) - time(direct))),
    });
  }
  return figures;
}

/** A stored answer: the bare route sends as many bytes. */
async function answerOf(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url + PATH, { method: 'POST', headers, body: chat(question(0)) });
  return await reply.text();
}

function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
}

const TICK = 10_000;

/** What all threads of a process have computed, in microseconds, told in hundredths of a second; only Linux tells. */
function cpuTime(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  // The name of the program, in parentheses, may hold blanks. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);
const say = (what: string): void => console.error(what);

const figures = await bench();
console.log(`\n${describe(figures)}`);
if (!values.quick) writeTable(describe(figures));

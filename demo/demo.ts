/**
 * `npm run demo`: the official SDK asks five things, each answered by another tier. Against the proxy at PROXY_URL, or
 * one that listens on its usual port, or else one of its own; without an upstream key, with a scripted upstream.
 * `npm run demo -- query`: the same with `/query` and its kin.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import OpenAI from 'openai';
import { type Source, similarityIn, sourceIn } from '../src/cli/ask.ts';
import { milliseconds, table } from '../src/cli/table.ts';
import { readMetrics } from './metrics.ts';
import { isHealthy, scriptedOnly, startProxy } from './proxy.ts';
import { playQueries } from './query.ts';
import { startUpstream } from './upstream.ts';

interface Step {
  readonly shows: string;
  readonly question: string;
  readonly expected: readonly Source[];
}

const STEPS: readonly Step[] = [
  { shows: 'first time', question: 'What is the capital of France?', expected: ['upstream'] },
  { shows: 'the same again', question: 'What is the capital of France?', expected: ['memory', 'exact'] },
  { shows: 'case and blanks', question: '  what is the  Capital of france? ', expected: ['memory', 'exact'] },
  { shows: 'other words', question: 'Can you tell me what the capital of France is?', expected: ['semantic'] },
  { shows: 'other words again', question: 'Can you tell me what the capital of France is?', expected: ['promoted'] },
];

/** Storing happens behind the answer: a person would not ask again sooner. */
const PAUSE_MS = 500;
/** What the scripted upstream takes to answer; a real one takes longer. */
const UPSTREAM_MS = 400;
const KEYS = ['GROQ_API_KEY', 'OPENROUTER_API_KEY', 'OPENAI_API_KEY', 'UPSTREAMS'];

interface Stage {
  readonly url: string;
  readonly what: string;
}

/** A proxy to talk to; what is started for it ends with `started`. */
async function findProxy(started: AsyncDisposableStack): Promise<Stage> {
  const given = process.env.PROXY_URL;
  const url = new URL(given ?? 'http://127.0.0.1:3000/v1').origin;
  if (await isHealthy(url)) return { url, what: 'a running proxy' };
  if (given !== undefined) throw new Error(`no healthy proxy at ${given}`);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const proxy = async (settings: NodeJS.ProcessEnv) =>
    started.adopt(await startProxy(settings), (running) => running.close());
  if (KEYS.some((name) => process.env[name])) {
    return { url: (await proxy(process.env)).url, what: 'a proxy of its own, your upstreams' };
  }
  const upstream = started.adopt(await startUpstream({ delayMs: UPSTREAM_MS }), (running) => running.close());
  const { url: own } = await proxy(scriptedOnly(upstream.url));
  return { url: own, what: `a proxy of its own, a scripted upstream (${UPSTREAM_MS} ms an answer)` };
}

/** Runs the steps; the rows of the table, and whether each was as expected. */
async function play(url: string): Promise<{ rows: string[][]; asExpected: boolean }> {
  const client = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: process.env.PROXY_API_KEY ?? 'demo',
    maxRetries: 0,
    defaultHeaders: { 'x-cache-namespace': `demo-${Date.now()}` },
  });
  const model = process.env.MODEL ?? 'llama-3.3-70b-versatile';
  const rows: string[][] = [];
  let asExpected = true;
  for (const { shows, question, expected } of STEPS) {
    const start = performance.now();
    const { response } = await client.chat.completions
      .create({ model, messages: [{ role: 'user', content: question }] })
      .withResponse();
    const latency = performance.now() - start;
    const source = sourceIn(response.headers);
    const good = expected.includes(source);
    asExpected &&= good;
    const mark = good ? styleText('green', '✔') : styleText('red', `✘ not ${expected.join(' or ')}`);
    const similarity = similarityIn(response.headers)?.toFixed(4) ?? '';
    rows.push([shows, JSON.stringify(question), styleText('bold', source), similarity, milliseconds(latency), mark]);
    await sleep(PAUSE_MS);
  }
  return { rows, asExpected };
}

/** Of the proxy as a whole: one that ran before has counted more than these five. */
async function summary(url: string): Promise<string> {
  const { requests, hit_percentage, tokens, cost_usd } = await readMetrics(url);
  const { spent, saved } = tokens;
  return [
    styleText('dim', `${url}/api/metrics`),
    `requests  ${requests.total}, ${hit_percentage}% from the cache`,
    `tokens    ${saved.input + saved.output} saved, ${spent.input + spent.output} spent`,
    `cost      $${cost_usd.saved.toFixed(6)} saved, $${cost_usd.spent.toFixed(6)} spent (list prices)`,
  ].join('\n');
}

async function demo(which: string | undefined): Promise<boolean> {
  if (which !== undefined && which !== 'query') throw new Error(`there is no demo "${which}"; there is: query`);
  await using started = new AsyncDisposableStack();
  const { url, what } = await findProxy(started);
  console.log(`\n${styleText('bold', 'llm-cache-proxy')}  ${url}  ${styleText('dim', what)}\n`);
  if (which === 'query') {
    const { text, asExpected } = await playQueries(url);
    console.log(`${text}\n`);
    return asExpected;
  }
  const { rows, asExpected } = await play(url);
  console.log(table(['', 'question', 'from', '>similarity', '>latency', ''], rows));
  console.log(`\n${await summary(url)}\n`);
  return asExpected;
}

try {
  process.exitCode = (await demo(process.argv[2])) ? 0 : 1;
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

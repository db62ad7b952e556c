/** `npm run demo -- query`: a small client of `/query`, `/api/query` and `/cache/stats`, without any SDK. */
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { milliseconds, table } from '../src/cli/table.ts';

interface Step {
  readonly path: '/query' | '/api/query';
  readonly body: { readonly query: string; readonly [field: string]: unknown };
  readonly expected: Source;
}

type Source = 'upstream' | 'exact' | 'semantic';

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';
const STEPS: readonly Step[] = [
  { path: '/query', body: { query: QUESTION }, expected: 'upstream' },
  { path: '/query', body: { query: QUESTION }, expected: 'exact' },
  { path: '/query', body: { query: REWORDED, similarity_threshold: 1 }, expected: 'upstream' },
  { path: '/query', body: { query: QUESTION, use_cache: false }, expected: 'upstream' },
  { path: '/api/query', body: { query: QUESTION }, expected: 'upstream' },
  { path: '/api/query', body: { query: QUESTION }, expected: 'exact' },
  { path: '/api/query', body: { query: REWORDED }, expected: 'semantic' },
];

/** Storing happens behind the answer: a person would not ask again sooner. */
const PAUSE_MS = 500;

/** What either of the routes says of an answer. */
interface Said {
  readonly source: Source;
  readonly similarity: number | null;
}

/** Runs the steps in a namespace of their own; the table, and whether each was as expected. */
export async function playQueries(url: string): Promise<{ text: string; asExpected: boolean }> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${process.env.PROXY_API_KEY ?? 'demo'}`,
    'x-cache-namespace': `demo-${Date.now()}`,
  };
  const rows: string[][] = [];
  let asExpected = true;
  for (const { path, body, expected } of STEPS) {
    const begun = performance.now();
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await reply.text();
    const latency = milliseconds(performance.now() - begun);
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${text.slice(0, 200)}`);
    const { source, similarity } = path === '/query' ? readQuery(JSON.parse(text)) : readApiQuery(JSON.parse(text));
    const good = source === expected;
    asExpected &&= good;
    const mark = good ? styleText('green', '✔') : styleText('red', `✘ not ${expected}`);
    rows.push([path, JSON.stringify(body), styleText('bold', source), similarity?.toFixed(4) ?? '', latency, mark]);
    await sleep(PAUSE_MS);
  }
  const stats = await (await fetch(`${url}/cache/stats`)).text();
  const head = ['POST', 'body', 'from', '>similarity', '>latency', ''];
  return { text: `${table(head, rows)}\n\nGET /cache/stats  ${stats}`, asExpected };
}

interface QueryAnswer {
  readonly cached_data: { readonly similarity_score: number } | null;
}

function readQuery({ cached_data: data }: QueryAnswer): Said {
  if (!data) return { source: 'upstream', similarity: null };
  return { source: data.similarity_score < 1 ? 'semantic' : 'exact', similarity: data.similarity_score };
}

function readApiQuery({ source, similarity }: Said): Said {
  return { source, similarity };
}

/**
 * The load, in a process of its own. `flood` keeps some connections busy and counts (autocannon); `probe` asks one
 * after the other and times; `seed` fills a cache.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import autocannon from 'autocannon';
import pLimit from 'p-limit';
import { chat, newQuestion, question, reword } from './questions.ts';

const CONNECTIONS = 16;
const PATH = '/v1/chat/completions';
const agent = new Agent({ keepAlive: true });

/** Which question the n-th request asks. */
export type Ask =
  | { readonly storedOf: number }
  | { readonly rewordedFrom: number; readonly of: number }
  | { readonly newFrom: number };

export type Job =
  | { readonly kind: 'flood'; readonly url: string; readonly ask: Ask; readonly seconds: number }
  | {
      readonly kind: 'probe';
      readonly urls: readonly string[];
      readonly ask: Ask;
      readonly count: number;
      readonly stream: boolean;
    }
  | { readonly kind: 'seed'; readonly url: string; readonly from: number; readonly count: number };

/** `tiers` counts the replies by `x-cache-tier`; that of stored questions is not looked at, for it would slow the load. */
export interface Flood {
  readonly asked: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly tiers: Readonly<Record<string, number>>;
}

/** One request, in milliseconds to the first byte of the body and to its end. */
export interface Sample {
  readonly tier: string;
  readonly first: number;
  readonly last: number;
}

export interface Results {
  readonly flood: Flood;
  /** For each round the sample of each URL. */
  readonly probe: readonly (readonly Sample[])[];
  readonly seed: { readonly failed: number };
}

function wording(ask: Ask, n: number): string {
  if ('storedOf' in ask) return question(n % ask.storedOf);
  return 'newFrom' in ask ? newQuestion(ask.newFrom + n) : reword(ask.rewordedFrom + n, ask.of);
}

async function flood({ url, ask, seconds }: Job & { kind: 'flood' }): Promise<Flood> {
  const tiers: Record<string, number> = {};
  const sent = { method: 'POST', path: PATH, headers: { 'content-type': 'application/json' } } as const;
  let client = 0;
  let n = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    ...('storedOf' in ask
      ? { setupClient: (one) => one.setRequests(share(client++, ask.storedOf).map((body) => ({ ...sent, body }))) }
      : {
          requests: [
            {
              ...sent,
              setupRequest: (blank) => ({ ...blank, body: chat(wording(ask, n++)) }),
              onResponse: (_status, _body, _context, headers) => {
                const tier = String(headers?.['x-cache-tier']);
                tiers[tier] = (tiers[tier] ?? 0) + 1;
              },
            },
          ],
        }),
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  return { asked: result.requests.total, failed, perSecond: result.requests.total / result.duration, tiers };
}

/**
 * The stored questions that one connection asks in turn: no other asks them, so that none waits on another's lookup.
 * They are put together beforehand, since the load shares the machine with the server.
 */
function share(connection: number, of: number): string[] {
  const numbers = Array.from({ length: Math.floor(of / CONNECTIONS) }, (_, index) => index * CONNECTIONS + connection);
  return numbers.map((number) => chat(question(number)));
}

/** The URLs take turns, request by request, so that all meet the same machine. */
async function probe(job: Job & { kind: 'probe' }): Promise<Sample[][]> {
  const rounds: Sample[][] = [];
  for (let n = 0; n < job.count; n += 1) {
    const body = chat(wording(job.ask, n), job.stream);
    const round: Sample[] = [];
    for (const url of job.urls) round.push(await timeOne(url, body));
    rounds.push(round);
  }
  return rounds;
}

async function seed(job: Job & { kind: 'seed' }): Promise<{ failed: number }> {
  let failed = 0;
  const numbers = Array.from({ length: job.count }, (_, index) => job.from + index);
  await pLimit(CONNECTIONS).map(numbers, async (number) => {
    // A threshold of 1: no question is answered with another's answer, so that each has an entry of its own.
    const { tier } = await timeOne(job.url, chat(question(number)), { 'x-cache-threshold': '1' });
    if (tier !== 'upstream') failed += 1;
  });
  return { failed };
}

async function timeOne(url: string, body: string, headers: Record<string, string> = {}): Promise<Sample> {
  const start = performance.now();
  const sent = request(url + PATH, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  });
  sent.end(body);
  const [reply]: IncomingMessage[] = await once(sent, 'response');
  if (reply === undefined) throw new Error('no reply');
  let first = 0;
  for await (const _ of reply) first ||= performance.now() - start;
  const last = performance.now() - start;
  if (reply.statusCode !== 200) throw new Error(`${url} answered ${reply.statusCode}`);
  return { tier: String(reply.headers['x-cache-tier'] ?? 'none'), first, last };
}

process.on('message', async (job: Job) => {
  switch (job.kind) {
    case 'flood':
      return process.send?.(await flood(job));
    case 'probe':
      return process.send?.(await probe(job));
    case 'seed':
      return process.send?.(await seed(job));
  }
});
process.send?.({ url: '' });

import { createInterface } from 'node:readline';
import type { JsonObject } from '../types.ts';
import { remoteCommand } from './command.ts';
import { Failure } from './failure.ts';
import { printJson } from './output.ts';
import { showProgress } from './progress.ts';
import type { RunningProxy } from './proxy.ts';
import { LINES, readQuestions } from './questions.ts';
import { readWhole, wholeNumber } from './values.ts';

/** Bytes of bodies in one call; the proxy takes MAX_BODY_BYTES, which is 32 MB unless it is told otherwise. */
const BATCH = 8_000_000;

export const warm = remoteCommand({
  name: 'warm',
  takes: 'FILE',
  summary: 'asks the requests of a file, so that their answers are there',
  options: {
    concurrency: { type: 'string', value: 'N', default: '4', means: 'requests at a time, 1 to 64' },
    model: { type: 'string', value: 'NAME', default: 'llama-3.3-70b-versatile', means: 'for lines that name none' },
    client: { type: 'string', value: 'NAME', means: 'whose requests they are (the client "default")' },
    namespace: { type: 'string', value: 'NAME', means: 'a namespace inside that of the client' },
    tags: { type: 'string', value: 'A,B', means: 'labels for the entries' },
    version: { type: 'string', value: 'VERSION', means: 'the version of the entries' },
    ttl: { type: 'string', value: 'SECONDS', means: 'how long the answers live' },
  },
  notes: () => LINES,
  async run({ values, argument: file, proxy }) {
    const concurrency = wholeNumber('concurrency', values.concurrency, 64);
    const { requests, bad } = readQuestions(readWhole(file), values.model);
    for (const { line, why } of bad) console.error(`${file}:${line} skipped: ${why}`);
    if (requests.length === 0) throw new Failure(`${file} holds no request.`);
    const headers = steering(values);
    const sums = { requests: 0, hits: 0, misses: 0, bypassed: 0, failed: 0 };
    const errors: Warmed[] = [];
    const progress = showProgress(requests.length, 'requests');
    try {
      for (const { first, batch } of inBatches(requests)) {
        const call = { body: JSON.stringify({ requests: batch, concurrency }), client: values.client, headers };
        for await (const warmed of warmThem(proxy, call)) {
          if ('done' in warmed) for (const name of SUMS) sums[name] += warmed[name];
          else progress.advance(1);
          if ('index' in warmed && warmed.error !== null) errors.push({ ...warmed, index: first + warmed.index });
        }
      }
    } finally {
      progress.stop();
    }
    if (values.json) printJson({ ...sums, errors });
    else
      console.log(
        `${sums.requests} requests: ${SUMS.slice(1)
          .map((name) => `${sums[name]} ${name}`)
          .join(', ')}`,
      );
    for (const { index, status, error } of values.json ? [] : errors) {
      console.error(`request ${index + 1}: ${status} ${error}`);
    }
    const wrong = sums.failed + bad.length;
    if (wrong > 0) throw new Failure(`${wrong} of ${requests.length + bad.length} could not be asked.`);
  },
});

/** A request that is done; the sums of all of them. */
interface Warmed {
  readonly index: number;
  readonly status: number;
  readonly error: string | null;
}

const SUMS = ['requests', 'hits', 'misses', 'bypassed', 'failed'] as const;
type Done = { readonly done: true } & Readonly<Record<(typeof SUMS)[number], number>>;

interface Call {
  readonly body: string;
  readonly client: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

async function* warmThem(proxy: RunningProxy, { body, client, headers }: Call): AsyncGenerator<Warmed | Done, void> {
  const query = { namespace: client };
  const answer = await proxy.open('/admin/cache/warm', { method: 'POST', query, headers, body });
  let isWhole = false;
  for await (const line of createInterface({ input: answer })) {
    const said: Warmed | Done = JSON.parse(line);
    isWhole = 'done' in said;
    yield said;
  }
  if (!isWhole) throw new Failure('The proxy stopped before all was asked.');
}

/** `first` is the place of the first of them in the whole list. */
function* inBatches(requests: readonly JsonObject[]): Generator<{ first: number; batch: JsonObject[] }, void> {
  let batch: JsonObject[] = [];
  let size = 0;
  for (const [index, request] of requests.entries()) {
    batch.push(request);
    size += Buffer.byteLength(JSON.stringify(request));
    if (size < BATCH && index < requests.length - 1) continue;
    yield { first: index + 1 - batch.length, batch };
    batch = [];
    size = 0;
  }
}

interface Steering {
  readonly namespace?: string;
  readonly tags?: string;
  readonly version?: string;
  readonly ttl?: string;
}

function steering({ namespace, tags, version, ttl }: Steering): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(namespace !== undefined && { 'x-cache-namespace': namespace }),
    ...(tags !== undefined && { 'x-cache-tags': tags }),
    ...(version !== undefined && { 'x-cache-version': version }),
    ...(ttl !== undefined && { 'x-cache-ttl': ttl }),
  };
}

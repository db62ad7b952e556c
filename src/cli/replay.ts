import pLimit from 'p-limit';
import type { MetricsReport } from '../record/metrics.ts';
import type { JsonObject } from '../types.ts';
import { type Answered, ask } from './ask.ts';
import { remoteCommand } from './command.ts';
import { Failure } from './failure.ts';
import { printJson } from './output.ts';
import { showProgress } from './progress.ts';
import type { RunningProxy } from './proxy.ts';
import { LINES, readQuestions } from './questions.ts';
import { describeReplay, type ReplayReport, reportReplay } from './replay-report.ts';
import { readWhole, seconds, wholeNumber } from './values.ts';

/** As a shell has it for a program that was interrupted. */
const INTERRUPTED = 130;

export const replay = remoteCommand({
  name: 'replay',
  takes: 'FILE',
  summary: 'asks every question of a file, or of the request log, and tells what the cache did',
  options: {
    key: { type: 'string', value: 'KEY', means: "a client key of the proxy's" },
    model: { type: 'string', value: 'NAME', default: 'llama-3.3-70b-versatile', means: 'for lines that name none' },
    concurrency: { type: 'string', value: 'N', default: '8', means: 'requests at a time' },
    limit: { type: 'string', value: 'N', default: 'Infinity', means: 'only the first N requests' },
    namespace: { type: 'string', value: 'NAME', means: 'a namespace of its own, to begin cold' },
    ttl: {
      type: 'string',
      value: 'TIME',
      means: 'how long answers may live; time-sensitive questions are then cached too',
    },
  },
  notes: () => `${LINES}\nCtrl-C ends it, and prints what is known by then.`,
  async run({ values, argument: file, proxy }) {
    const concurrency = wholeNumber('concurrency', values.concurrency);
    const limit = wholeNumber('limit', values.limit);
    const headers = headersOf(values);
    const { requests, bad } = readQuestions(readWhole(file), values.model);
    for (const { line, why } of bad) console.error(`${file}:${line} skipped: ${why}`);
    if (requests.length === 0) throw new Failure(`${file} holds no question.`);

    const { report, isWhole } = await askAll(proxy, requests.slice(0, limit), { concurrency, headers });
    tell(report, values.json);
    if (!isWhole) throw new Failure('Interrupted.', INTERRUPTED);
    const failed = report.tiers.find(({ from }) => from === 'error')?.requests ?? 0;
    if (failed > 0) throw new Failure(`${failed} of ${report.requests} requests failed.`);
  },
});

interface AskOptions {
  readonly concurrency: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Until all are answered, or Ctrl-C; what is still under way then is not in the report. */
async function askAll(
  proxy: RunningProxy,
  requests: readonly JsonObject[],
  { concurrency, headers }: AskOptions,
): Promise<{ report: ReplayReport; isWhole: boolean }> {
  const answers: Answered[] = [];
  const before = await proxy.get<MetricsReport>('/api/metrics');
  const start = performance.now();
  const progress = showProgress(requests.length, 'requests');
  const limit = pLimit(concurrency);
  const all = limit.map(requests, async (request) => {
    answers.push(await ask(proxy.url, request, headers));
    progress.advance(1);
  });
  const isWhole = await Promise.race([all.then(() => true), interrupt()]);
  limit.clearQueue();
  progress.stop();
  const seconds = (performance.now() - start) / 1_000;
  const after = await proxy.get<MetricsReport>('/api/metrics');
  return { report: reportReplay([...answers], seconds, before, after), isWhole };
}

/** A second one ends the program as it would any other. */
function interrupt(): Promise<false> {
  return new Promise((resolve) => process.once('SIGINT', () => resolve(false)));
}

function tell(report: ReplayReport, asJson: boolean): void {
  if (asJson) printJson(report);
  else console.log(describeReplay(report));
  for (const error of asJson ? [] : report.errors) console.error(`error: ${error}`);
}

interface Steering {
  readonly key?: string;
  readonly namespace?: string;
  readonly ttl?: string;
}

function headersOf({ key, namespace, ttl }: Steering): Record<string, string> {
  return {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(namespace !== undefined && { 'x-cache-namespace': namespace }),
    ...(ttl !== undefined && { 'x-cache-ttl': String(Math.ceil(seconds('ttl', ttl))) }),
  };
}

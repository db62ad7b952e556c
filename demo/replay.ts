/** `npm run replay -- FILE`: asks every question of a file through a running proxy, and tells what the cache did. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import pLimit from 'p-limit';
import { type Answered, ask } from './ask.ts';
import { readMetrics } from './metrics.ts';
import { isHealthy } from './proxy.ts';
import { readQuestions } from './questions.ts';
import { describeCost, describeErrors, describeReplay } from './report.ts';

const USAGE = `Usage: npm run replay -- FILE [options]

FILE holds JSON lines, each one of
  "a question"
  {"question": "a question", "model": "..."} such as the request log has with LOG_PROMPTS=true
  {"a": "one question", "b": "another"}      both are asked, a first
  {"model": "...", "messages": [...]}        a whole chat request

  --url URL          the proxy (http://127.0.0.1:3000/v1)
  --key KEY          a client key of the proxy's
  --model NAME       for lines that name none (llama-3.3-70b-versatile)
  --concurrency N    requests at once (8)
  --limit N          only the first N requests
  --namespace NAME   a namespace of its own, to begin cold
  --ttl SECONDS      how long answers may live; time-sensitive questions are then cached too

Ctrl-C ends it, and prints what is known by then.`;

interface Options {
  readonly file: string;
  readonly url: string;
  readonly model: string;
  readonly concurrency: number;
  readonly limit: number;
  readonly headers: Record<string, string>;
}

async function replay({ file, url, model, concurrency, limit, headers }: Options): Promise<number> {
  const { requests, bad } = readQuestions(readFileSync(file, 'utf8'), model);
  for (const { line, why } of bad) console.error(`${file}:${line} skipped: ${why}`);
  if (requests.length === 0) throw new Error(`${file} holds no question`);
  const proxy = new URL(url).origin;
  if (!(await isHealthy(proxy))) throw new Error(`no healthy proxy at ${url}`);

  const asked = requests.slice(0, limit);
  const answers: Answered[] = [];
  const before = await readMetrics(proxy);
  const start = performance.now();
  const bar = new SingleBar({ format: '{bar} {value}/{total}  {eta_formatted} left', clearOnComplete: true });
  const tell = async (): Promise<void> => {
    bar.stop();
    console.log(`\n${describeReplay(answers, (performance.now() - start) / 1_000)}`);
    console.log(describeCost(before, await readMetrics(proxy)));
    for (const error of describeErrors(answers)) console.error(`error: ${error}`);
  };
  process.once('SIGINT', async () => {
    await tell();
    process.exit(130);
  });
  bar.start(asked.length, 0);
  await pLimit(concurrency).map(asked, async (request) => {
    answers.push(await ask(url, request, headers));
    bar.increment();
  });
  await tell();
  return answers.some(({ source }) => source === 'error') ? 1 : 0;
}

/** @returns `null` for `--help` */
function readOptions(): Options | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3000/v1' },
      key: { type: 'string' },
      model: { type: 'string', default: 'llama-3.3-70b-versatile' },
      concurrency: { type: 'string', default: '8' },
      limit: { type: 'string', default: 'Infinity' },
      namespace: { type: 'string' },
      ttl: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (values.help) return null;
  if (file === undefined) throw new Error('no file named; see --help');
  const { key, namespace, ttl } = values;
  return {
    file,
    url: values.url.replace(/\/$/, ''),
    model: values.model,
    concurrency: positive('concurrency', values.concurrency),
    limit: positive('limit', values.limit),
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(namespace !== undefined && { 'x-cache-namespace': namespace }),
      ...(ttl !== undefined && { 'x-cache-ttl': ttl }),
    },
  };
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (number >= 1 && (Number.isInteger(number) || number === Number.POSITIVE_INFINITY)) return number;
  throw new Error(`--${name}: got ${value}, takes a whole number of at least 1`);
}

try {
  const options = readOptions();
  if (options === null) console.log(USAGE);
  process.exitCode = options === null ? 0 : await replay(options);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

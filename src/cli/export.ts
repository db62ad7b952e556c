import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MetricsReport } from '../record/metrics.ts';
import { remoteCommand } from './command.ts';
import { Failure, reasonOf, UsageError } from './failure.ts';
import { printJson } from './output.ts';
import { NO_PROGRESS, type Progress, showProgress } from './progress.ts';
import { bytes, count } from './table.ts';

const LINE_BREAK = 0x0a;

export const exportEntries = remoteCommand({
  name: 'export',
  summary: 'writes the entries as JSON lines',
  options: {
    output: { type: 'string', value: 'FILE', means: 'instead of standard output; it is there when it is whole' },
    model: { type: 'string', value: 'NAME', means: 'only entries of this model' },
    tag: { type: 'string', value: 'TAG', means: 'only entries with this tag' },
    version: { type: 'string', value: 'VERSION', means: 'only entries of this version' },
    namespace: { type: 'string', value: 'NAME', means: 'only entries of this namespace, and of those inside it' },
  },
  async run({ values, proxy }) {
    const { output, model, tag, version, namespace } = values;
    if (values.json && output === undefined)
      throw new UsageError('--json takes --output: the entries are JSON already.');
    const { cache } = await proxy.get<MetricsReport>('/api/metrics');
    const body = await proxy.open('/admin/cache/export', { method: 'GET', query: { model, tag, version, namespace } });
    const progress =
      output === undefined && process.stdout.isTTY ? NO_PROGRESS : showProgress(cache.entries, 'entries');
    const counted = new Count(progress);
    try {
      if (output === undefined) await send(body, counted, process.stdout);
      else await writeFile(output, (draft) => send(body, counted, draft));
    } catch (error) {
      throw new Failure(`The export is not whole: ${reasonOf(error)}`);
    } finally {
      progress.stop();
    }
    if (values.json) printJson({ entries: counted.lines, bytes: counted.bytes, file: output });
    else console.error(`${count(counted.lines, 'entry', 'entries')}, ${bytes(counted.bytes)}`);
  },
});

/** Standard output stays open; who reads no further (`| head`) has what was wanted. */
async function send(body: Readable, counted: Count, target: Writable): Promise<void> {
  try {
    await pipeline(body, counted, target, { end: target !== process.stdout });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

/** Under its name only once it is whole. */
async function writeFile(file: string, fill: (draft: Writable) => Promise<void>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await fill(createWriteStream(draft));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Lets everything through, and counts it. */
class Count extends Transform {
  lines = 0;
  bytes = 0;
  readonly #progress: Progress;

  constructor(progress: Progress) {
    super();
    this.#progress = progress;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    let lines = 0;
    for (let at = chunk.indexOf(LINE_BREAK); at !== -1; at = chunk.indexOf(LINE_BREAK, at + 1)) lines += 1;
    this.lines += lines;
    this.bytes += chunk.length;
    this.#progress.advance(lines);
    done(null, chunk);
  }
}

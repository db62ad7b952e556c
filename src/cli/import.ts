import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportReport } from '../cache/transfer.ts';
import { remoteCommand } from './command.ts';
import { Failure } from './failure.ts';
import { printJson } from './output.ts';
import { type Progress, showProgress } from './progress.ts';
import type { RunningProxy } from './proxy.ts';
import { readStream, unreadable } from './values.ts';

export const importEntries = remoteCommand({
  name: 'import',
  takes: 'FILE',
  summary: 'stores the entries of an export',
  options: {},
  notes: () =>
    'FILE is what export wrote; - is standard input. A line at fault is named and passed over, and the exit code is then 1.',
  async run({ values, argument: file, proxy }) {
    const report = await send(proxy, file, showProgress(await sizeOf(file), 'bytes'));
    const { imported, skipped, failures, failed } = report;
    if (values.json) printJson(report);
    else console.log(`${imported} imported, ${skipped} skipped (expired, or there already), ${failures} at fault`);
    for (const { line, error } of values.json ? [] : failed) console.error(`line ${line}: ${error}`);
    if (failures > 0) throw new Failure(`Lines at fault: ${failures}.`);
  },
});

async function send(proxy: RunningProxy, file: string, progress: Progress): Promise<ImportReport> {
  const counted = counting(progress);
  // That the proxy cannot be reached is for `upload` to say: it ends the reading too.
  const reading = pipeline(readStream(file), counted).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const [report] = await Promise.all([proxy.upload<ImportReport>('/admin/cache/import', counted), reading]);
    return report;
  } finally {
    progress.stop();
  }
}

async function sizeOf(file: string): Promise<number> {
  if (file === '-') return 0;
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function counting(progress: Progress): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      progress.advance(chunk.length);
      done(null, chunk);
    },
  });
}

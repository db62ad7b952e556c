import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import type { ImportReport } from '../cache/transfer.ts';
import { remoteCommand } from './command.ts';
import { Failure } from './failure.ts';
import { printJson } from './output.ts';
import { type Progress, showProgress } from './progress.ts';
import { readStream, unreadable } from './values.ts';

export const importEntries = remoteCommand({
  name: 'import',
  takes: 'FILE',
  summary: 'stores the entries of an export',
  options: {},
  notes: () =>
    'FILE is what export wrote; - is standard input. A line at fault is named and passed over, and the exit code is then 1.',
  async run({ values, argument: file, proxy }) {
    const progress = showProgress(await sizeOf(file), 'bytes');
    const counted = counting(progress);
    try {
      // Rejects when the file cannot be read; that the proxy cannot be reached is what `open` says.
      const reading = pipeline(readStream(file), counted).catch((error: unknown) => {
        throw unreadable(file, error);
      });
      const sending = proxy.open('/admin/cache/import', { method: 'POST', body: counted }).then(json);
      const [report] = await Promise.all([sending, reading]);
      progress.stop();
      tell(report as ImportReport, values.json);
    } finally {
      progress.stop();
    }
  },
});

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

function tell(report: ImportReport, asJson: boolean): void {
  const { imported, skipped, failures, failed } = report;
  if (asJson) printJson(report);
  else console.log(`${imported} imported, ${skipped} skipped (expired, or there already), ${failures} at fault`);
  for (const { line, error } of asJson ? [] : failed) console.error(`line ${line}: ${error}`);
  if (failures > 0) throw new Failure(`${failures} ${failures === 1 ? 'line was' : 'lines were'} not taken as ${failures === 1 ? 'it is' : 'they are'}.`);
}

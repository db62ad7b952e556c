import { setTimeout as sleep } from 'node:timers/promises';
import { remoteCommand } from './command.ts';
import type { EntriesPage } from './entries.ts';
import { printJson } from './output.ts';
import { bytes, shortened, since, table } from './table.ts';
import { oneOf, seconds, wholeNumber } from './values.ts';

const CLEAR_SCREEN = '\x1b[2J\x1b[H';

export const top = remoteCommand({
  name: 'top',
  summary: 'the entries that are hit most often',
  options: {
    limit: { type: 'string', value: 'N', default: '20', means: 'how many, 1 to 1000' },
    sort: { type: 'string', value: 'ORDER', default: 'hits', means: 'hits or recent' },
    search: { type: 'string', value: 'TEXT', means: 'only those with this text in the question' },
    model: { type: 'string', value: 'NAME', means: 'only those of this model' },
    tag: { type: 'string', value: 'TAG', means: 'only those with this tag' },
    namespace: { type: 'string', value: 'NAME', means: 'only those of this namespace, and of those inside it' },
    watch: { type: 'boolean', default: false, means: 'shows them anew, until Ctrl-C' },
    interval: { type: 'string', value: 'TIME', default: '2s', means: 'how often, with --watch' },
  },
  async run({ values, proxy }) {
    const query = {
      sort: oneOf('sort', values.sort, ['hits', 'recent']),
      limit: String(wholeNumber('limit', values.limit, 1_000)),
      ...{ q: values.search, model: values.model, tag: values.tag, namespace: values.namespace },
    };
    const pause = seconds('interval', values.interval) * 1000;
    do {
      const page = await proxy.get<EntriesPage>('/admin/cache/entries', query);
      if (values.watch && process.stdout.isTTY) process.stdout.write(CLEAR_SCREEN);
      if (values.json) printJson({ entries: page.entries });
      else console.log(describeEntries(page));
      if (values.watch) await sleep(pause);
    } while (values.watch);
  },
});

function describeEntries({ entries }: EntriesPage): string {
  if (entries.length === 0) return 'Nothing is stored.';
  const rows = entries.map(({ hits, bytes: size, stored_at, model, namespace, question, key }) => [
    String(hits),
    bytes(size),
    since(Date.now() / 1000 - stored_at),
    model,
    namespace,
    key.slice(0, 12),
    shortened(question),
  ]);
  return table(['>hits', '>size', '>age', 'model', 'namespace', 'key', 'question'], rows);
}

import { remoteCommand } from './command.ts';
import { UsageError } from './failure.ts';
import { printJson } from './output.ts';
import { count } from './table.ts';
import { seconds, share } from './values.ts';

interface Invalidated {
  readonly invalidated: number;
  readonly keys: readonly string[];
  readonly truncated: boolean;
  readonly dry_run: boolean;
}

export const invalidate = remoteCommand({
  name: 'invalidate',
  summary: 'removes the entries that match all that is given',
  options: {
    key: { type: 'string', multiple: true, value: 'KEY', means: 'entries with one of these keys' },
    tag: { type: 'string', multiple: true, value: 'TAG', means: 'entries with one of these tags' },
    pattern: { type: 'string', value: 'GLOB', means: 'a glob over the whole question: * any text, ? any character' },
    model: { type: 'string', value: 'NAME', means: 'the model asked for' },
    version: { type: 'string', value: 'VERSION', means: 'the version of the entry' },
    namespace: { type: 'string', value: 'NAME', means: 'this namespace, and those inside it' },
    'older-than': { type: 'string', value: 'TIME', means: 'stored so long ago: 90s, 15m, 2h, 1d, 1w' },
    'similar-to': { type: 'string', value: 'TEXT', means: 'questions near to this text' },
    threshold: { type: 'string', value: 'COSINE', means: 'how near, with --similar-to (SEMANTIC_THRESHOLD)' },
    'dry-run': { type: 'boolean', default: false, means: 'counts, and removes nothing' },
  },
  notes: () => 'key and tag may be given more than once.',
  async run({ values, proxy }) {
    const { key, tag, pattern, model, version, namespace, threshold, 'similar-to': text } = values;
    if (threshold !== undefined && text === undefined) throw new UsageError('--threshold takes --similar-to.');
    const older = values['older-than'];
    const filter = {
      ...{ keys: key, tags: tag, pattern, model, version, namespace },
      older_than: older === undefined ? undefined : seconds('older-than', older),
      similar_to: text === undefined ? undefined : { text, threshold: threshold && share('threshold', threshold) },
    };
    if (Object.values(filter).every((value) => value === undefined)) {
      throw new UsageError('Nothing says what to invalidate; clear removes everything.');
    }
    const body = { ...filter, dry_run: values['dry-run'] };
    const answer = await proxy.post<Invalidated>('/admin/cache/invalidate', body);
    if (values.json) printJson(answer);
    else console.log(describe(answer));
  },
});

function describe({ invalidated, keys, dry_run }: Invalidated): string {
  const entries = count(invalidated, 'entry', 'entries');
  if (!dry_run) return `${entries} removed`;
  return [`${entries} would be removed`, ...keys.slice(0, 20).map((key) => `  ${key}`)].join('\n');
}

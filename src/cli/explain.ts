import type { Explanation } from '../cache/explain.ts';
import type { Json } from '../types.ts';
import { isObject, readJson } from '../wire/json.ts';
import { remoteCommand } from './command.ts';
import { Failure, UsageError } from './failure.ts';
import { printJson } from './output.ts';
import { shortened, table } from './table.ts';
import { readWhole } from './values.ts';

export const explain = remoteCommand({
  name: 'explain',
  takes: '[QUESTION]',
  summary: 'what would happen to a request, and why; changes nothing',
  options: {
    body: { type: 'string', value: 'FILE', means: 'the body of a request instead of a question; - is standard input' },
    model: { type: 'string', value: 'NAME', default: 'llama-3.3-70b-versatile', means: 'the model of the question' },
    client: { type: 'string', value: 'NAME', means: 'whose request it is taken for (the client "default")' },
    namespace: { type: 'string', value: 'NAME', means: 'a namespace inside that of the client' },
  },
  async run({ values, argument: question, proxy }) {
    const { body: file, model, client, namespace } = values;
    if ((file === undefined) === (question === '')) throw new UsageError('Takes a question, or --body FILE.');
    const body = file === undefined ? { model, messages: [{ role: 'user', content: question }] } : readBody(file);
    const query = { namespace: client };
    const headers: Record<string, string> = namespace === undefined ? {} : { 'x-cache-namespace': namespace };
    const explanation = await proxy.post<Explanation>('/admin/cache/explain', body, { query, headers });
    if (values.json) printJson(explanation);
    else console.log(describeExplanation(explanation));
  },
});

function readBody(file: string): object {
  const body: Json | undefined = readJson(readWhole(file));
  if (isObject(body)) return body;
  throw new Failure(`${file} holds no JSON object.`);
}

function describeExplanation(explanation: Explanation): string {
  const { key, scope, namespace, model, served_by, reason, tiers, threshold, ttl_seconds } = explanation;
  const parts = [
    `served by  ${served_by}${reason === null ? '' : ` (${reason})`}`,
    `key        ${key}`,
    `scope      ${scope}`,
    `namespace  ${namespace}`,
    `model      ${model}`,
    `threshold  ${threshold}`,
    `ttl        ${ttl_seconds} s`,
  ];
  const rows = tiers.map(({ tier, serves, reason: why }) => [tier, serves ? 'serves' : 'does not', why ?? '']);
  return [
    parts.join('\n'),
    table(['tier', '', 'reason'], rows),
    ...candidates(explanation),
    ...nearlyEqual(explanation),
  ].join('\n\n');
}

function candidates({ candidates }: Explanation): string[] {
  if (candidates.length === 0) return [];
  const rows = candidates.map(({ similarity, matched_by, refused, question }) => [
    similarity.toFixed(4),
    matched_by,
    refused ?? 'may be served',
    shortened(question),
  ]);
  return [table(['>similarity', 'by', 'verdict', 'nearest questions'], rows)];
}

function nearlyEqual({ nearly_equal: found }: Explanation): string[] {
  if (!found) return [];
  const mask = found.differs_in.some((field) => /^(messages|input)\[/.test(field));
  return [
    [
      `An answer to nearly the same question is stored under another key: "${shortened(found.question)}"`,
      `  key         ${found.key}`,
      `  differs in  ${found.differs_in.join(', ')}`,
      ...(mask
        ? ['  If that changes on every call, such as a time in a system prompt, CACHE_SCOPE_MASK blanks it.']
        : []),
    ].join('\n'),
  ];
}

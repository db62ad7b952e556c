import { Hono } from 'hono';
import { z } from 'zod';
import type { Entries } from '../cache/entries.ts';
import { AppError } from '../errors.ts';
import type { Listed, Usage } from '../types.ts';
import { readJson } from '../wire/json.ts';
import { readKey, readQuery } from './parse.ts';

/** The query of `GET /admin/cache/entries`. */
export const entriesQuery = z.object({
  /** `recent`: the latest stored first; `hits`: the most often hit first. */
  sort: z.enum(['recent', 'hits']).default('recent'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(1_000))
    .default(50),
  /** `next_cursor` of the page before, with all else the same. */
  cursor: z.string().optional(),
  /** Text in the question, in any case. */
  q: z.string().max(1_000).optional(),
  model: z.string().optional(),
  tag: z.string().optional(),
  version: z.string().optional(),
  /** This one, and those inside it. */
  namespace: z.string().optional(),
});

/** What is stored: to list, to look at, to remove. */
export function entriesRoutes(entries: Entries): Hono {
  return new Hono()
    .get('/', async (context) => {
      const { sort, limit, cursor, q, tag, ...rest } = readQuery(entriesQuery, context);
      const filter = { ...rest, text: q, tags: tag === undefined ? undefined : [tag] };
      const page = await entries.list(filter, { order: sort, limit, after: cursor });
      return context.json({ entries: page.entries.map(describe), next_cursor: page.next });
    })
    .get('/:key', async (context) => {
      const found = await entries.get(readKey(context));
      if (!found) throw notStored();
      const text = new TextDecoder().decode(found.body);
      return context.json({ ...describe(found.listed), body: readJson(text) ?? text });
    })
    .delete('/:key', async (context) => {
      const key = readKey(context);
      if ((await entries.remove([key])) === 0) throw notStored();
      return context.json({ deleted: true, key });
    });
}

function notStored(): AppError {
  return new AppError('not_found', 'No entry is stored under this key.', { param: 'key' });
}

/** Times in epoch seconds. */
function describe({ key, hits, bytes, meta }: Listed) {
  const { namespace, scope, endpoint, model, upstream, question, usage, tags, version } = meta;
  return {
    ...{ key, question, model, endpoint, upstream, namespace, scope, tags, version, hits, bytes },
    usage: usage && describeUsage(usage),
    stored_at: meta.storedAt / 1000,
    stale_at: meta.staleAt / 1000,
    delete_at: meta.deleteAt / 1000,
  };
}

function describeUsage({ inputTokens, outputTokens, cachedInputTokens }: Usage) {
  return { input_tokens: inputTokens, output_tokens: outputTokens, cached_input_tokens: cachedInputTokens };
}

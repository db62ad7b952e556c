import type { Handler } from 'hono';
import { z } from 'zod';
import type { Invalidate } from '../cache/invalidate.ts';
import { invalid } from '../errors.ts';
import type { Ms } from '../types.ts';
import type { ReadBody } from './body.ts';
import { cacheKey, readAs } from './parse.ts';

export interface InvalidateParts {
  readonly readBody: ReadBody;
  readonly invalidate: Invalidate;
  /** The threshold of who gives none. */
  readonly settings: { readonly threshold: number };
  readonly now: () => Ms;
}

/** The body of `POST /admin/cache/invalidate`: an entry goes that matches everything that is given. */
export const invalidateRequest = z.strictObject({
  keys: z.array(cacheKey).min(1).max(100_000).optional(),
  /** An entry with one of them. */
  tags: z.array(z.string().min(1).max(64)).min(1).max(100).optional(),
  /** A glob over the whole question: `*` any text, `?` any character, `\` takes the next one as it is. */
  pattern: z.string().min(1).max(256).optional(),
  version: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  /** This one, and those inside it. */
  namespace: z.string().min(1).optional(),
  /** Questions at least so near to the text; the default threshold is SEMANTIC_THRESHOLD. */
  similar_to: z
    .strictObject({ text: z.string().trim().min(1), threshold: z.number().min(0).max(1).exactOptional() })
    .optional(),
  /** Stored at least so many seconds ago. */
  older_than: z.number().nonnegative().optional(),
  /** Counts, and removes nothing. */
  dry_run: z.boolean().default(false),
});

export function invalidateEntries({ readBody, invalidate, settings, now }: InvalidateParts): Handler {
  return async function invalidateThem(context) {
    const { similar_to, older_than, dry_run, ...filter } = await readAs(invalidateRequest, context, readBody);
    const given = [similar_to, older_than, ...Object.values(filter)];
    if (given.every((value) => value === undefined)) {
      throw invalid('body', 'Nothing says what to invalidate; POST /admin/cache/clear removes everything.');
    }
    const invalidated = await invalidate({
      ...filter,
      storedUntil: older_than === undefined ? undefined : now() - older_than * 1000,
      similarTo: similar_to && { threshold: settings.threshold, ...similar_to },
      dryRun: dry_run,
    });
    return context.json({ ...invalidated, dry_run });
  };
}

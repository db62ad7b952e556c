import type { Context, Handler } from 'hono';
import { z } from 'zod';
import { AppError, invalid } from '../errors.ts';
import type { Feedback, Key, Namespace } from '../types.ts';
import type { ReadBody } from './body.ts';
import { readAs } from './parse.ts';

export interface FeedbackParts {
  readonly readBody: ReadBody;
  readonly giveFeedback: (feedback: Feedback, owner: Namespace | null) => Promise<void>;
  /** One of the latest requests, by its `x-request-id`. */
  readonly findRequest: (requestId: string) => AskedBefore | undefined;
}

interface AskedBefore {
  readonly namespace: Namespace;
  readonly key?: Key | undefined;
  /** Set when it was answered by meaning. */
  readonly asked_key?: Key | undefined;
}

const key = z.string().regex(/^[0-9a-f]{64}$/, 'must be a key: 64 hexadecimal digits');
export const feedbackRequest = z.strictObject({
  asked_key: key.optional(),
  key: key.optional(),
  request_id: z.string().min(1).optional(),
  verdict: z.enum(['good', 'bad']),
});

/** @param ownerOf whose answers may be judged; `null`: everybody's */
export function feedback(parts: FeedbackParts, ownerOf: (context: Context) => Namespace | null): Handler {
  return async function judge(context) {
    const owner = ownerOf(context);
    const given = await readAs(feedbackRequest, context, parts.readBody);
    const match = given.request_id === undefined ? matchOf(given) : matchOfRequest(given.request_id, parts, owner);
    await parts.giveFeedback({ ...match, verdict: given.verdict }, owner);
    return context.json({ asked_key: match.askedKey, key: match.key, verdict: given.verdict });
  };
}

function matchOf({ asked_key: askedKey, key }: z.infer<typeof feedbackRequest>) {
  if (askedKey === undefined) throw invalid('asked_key', 'asked_key and key, or request_id: which answer is meant?');
  if (key === undefined) throw invalid('key', 'key: the x-cache-key of the answer is missing');
  return { askedKey, key };
}

function matchOfRequest(requestId: string, { findRequest }: FeedbackParts, owner: Namespace | null) {
  const request = findRequest(requestId);
  const isTheirs = owner === null || request?.namespace === owner || request?.namespace.startsWith(`${owner}/`);
  if (!request || !isTheirs) {
    throw new AppError('not_found', 'No such request among the latest.', { param: 'request_id' });
  }
  const { asked_key: askedKey, key } = request;
  if (askedKey === undefined || key === undefined) {
    throw invalid('request_id', 'That request was not answered by meaning.');
  }
  return { askedKey, key };
}

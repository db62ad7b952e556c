import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { LoadRun } from '../loadtest/run.ts';
import type { Ms, Namespace, Outcome, Usage } from '../types.ts';
import type { Dialects } from '../wire/dialects.ts';
import { type CompletionParts, completion } from './completion.ts';
import { createErrorHandler, type OnFailure } from './error.ts';
import { readAs } from './parse.ts';

const SECOND: Ms = 1000;
const MAX_SECONDS = 600;
/** Should the process be killed before it can clear up, its entries go by themselves so long after the test. */
const LEFT_OVER_SECONDS = 60;

/** The body of `POST /api/loadtest`. */
export const loadtestRequest = z.strictObject({
  users: z.int().min(1).max(1_000),
  spawn_rate: z.number().min(0.1).max(1_000),
  run_time: z
    .string()
    .regex(/^(?=\d)(\d{1,2}m)?(\d{1,3}s)?$/, 'must be a time such as 20s, 1m or 1m30s')
    .refine((time) => secondsIn(time) >= 1 && secondsIn(time) <= MAX_SECONDS, `must be from 1s to ${MAX_SECONDS}s`),
  real: z.boolean().default(false),
});

export interface LoadtestParts extends Omit<CompletionParts, 'authenticate'> {
  readonly dialects: Dialects;
  readonly defaultModel: string;
  /** Answers as `answer` does, from the same cache, with a scripted upstream behind it. */
  readonly rehearse: CompletionParts['answer'];
  readonly clear: (tier: 'all', namespace: Namespace) => Promise<unknown>;
  /** What a real upstream was paid: it is spent, though nobody asked. */
  readonly countSpent: (usage: Usage, model: string) => void;
  readonly onFailure: OnFailure;
}

type Settings = z.infer<typeof loadtestRequest>;

/**
 * Load tests, one at a time, each in a namespace of its own that is cleared when it is over. Its requests go the way of
 * a client's from the handler on, and are counted in its report alone: a test must not look like savings.
 */
export function loadtestRoutes(parts: LoadtestParts): Hono {
  let last: { readonly run: LoadRun; readonly settings: Settings; readonly over: Promise<void> } | null = null;

  function start(settings: Settings): NonNullable<typeof last> {
    const run = new LoadRun({
      users: settings.users,
      spawnRate: settings.spawn_rate,
      runTime: secondsIn(settings.run_time) * SECOND,
    });
    const namespace = `loadtest-${randomUUID()}`;
    const ask = asking(settings, namespace, parts, run);
    const over = run.run({ ask, isDraining: parts.isDraining }).finally(() => parts.clear('all', namespace));
    return { run, settings, over };
  }

  function report(context: Context): Response {
    if (!last) return context.json({ status: 'idle' });
    return context.json({ ...last.run.report(), settings: last.settings });
  }

  return new Hono()
    .post('/', async (context) => {
      const settings = await readAs(loadtestRequest, context, parts.readBody);
      if (last && !last.run.isOver) throw new AppError('conflict', 'A load test is running; DELETE stops it.');
      last = start(settings);
      await last.over;
      return report(context);
    })
    .get('/', report)
    .delete('/', async (context) => {
      if (!last || last.run.isOver) throw new AppError('not_found', 'No load test is running.');
      last.run.stop();
      await last.over;
      return report(context);
    });
}

/** Asks as a client would, but for the socket. */
function asking(settings: Settings, namespace: Namespace, parts: LoadtestParts, run: LoadRun) {
  const { defaultModel: model, onFailure, countSpent } = parts;
  function record(outcome: Outcome): void {
    run.count(outcome);
    const { verdict, usage } = outcome;
    if (settings.real && usage && verdict?.tier === 'upstream' && !verdict.collapsed) countSpent(usage, outcome.model);
  }
  const answer = settings.real ? parts.answer : parts.rehearse;
  const chat = completion(parts.dialects.chat, { ...parts, answer, record, authenticate: () => namespace });
  const endpoint = new Hono().post('/', chat);
  endpoint.onError(createErrorHandler(onFailure));
  const ttl = secondsIn(settings.run_time) + LEFT_OVER_SECONDS;
  const headers = { 'content-type': 'application/json', 'x-cache-ttl': String(ttl) };

  return async function ask(question: string): Promise<void> {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }] });
    const response = await endpoint.request('/', { method: 'POST', headers, body });
    await response.arrayBuffer();
  };
}

function secondsIn(time: string): number {
  const [, minutes = 0, seconds = 0] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(time) ?? [];
  return 60 * Number(minutes) + Number(seconds);
}

import { Hono } from 'hono';
import { z } from 'zod';
import { invalid } from '../errors.ts';
import type { Namespace } from '../types.ts';
import type { ReadBody } from './body.ts';
import type { HealthReport } from './health.ts';
import type { MetricsSource } from './metrics.ts';

export interface AdminParts {
  readonly readBody: ReadBody;
  readonly metrics: MetricsSource;
  readonly checkHealth: () => Promise<HealthReport>;
  readonly clear: (tier: 'all' | 'semantic', namespace?: Namespace) => Promise<{ entries: number; vectors: number }>;
}

const clearRequest = z.strictObject({
  tier: z.enum(['all', 'semantic']).default('all'),
  namespace: z.string().min(1).optional(),
});

/** What manages the cache; `requireAdmin` stands before it. */
export function adminRoutes({ readBody, metrics, checkHealth, clear }: AdminParts): Hono {
  return new Hono()
    .post('/cache/clear', async (context) => {
      const isEmpty = context.req.header('content-length') === '0' || context.req.header('content-type') === undefined;
      const { tier, namespace } = parse(clearRequest, isEmpty ? {} : await readBody(context));
      return context.json({ cleared: await clear(tier, namespace) });
    })
    .get('/stats', async (context) => context.json({ metrics: await metrics.json(), health: await checkHealth() }));
}

/** Throws AppError(invalid_request) naming the first field at fault. */
function parse<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  throw invalid(field || 'body', `${field || 'The body'}: ${issue?.message ?? 'invalid'}`);
}

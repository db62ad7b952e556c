import { type Handler, Hono } from 'hono';
import { z } from 'zod';
import type { Namespace } from '../types.ts';
import type { ReadBody } from './body.ts';
import type { HealthReport } from './health.ts';
import type { MetricsSource } from './metrics.ts';
import { readAs } from './parse.ts';
import { type RequestsParts, recentRequests } from './requests.ts';

export interface AdminParts extends RequestsParts {
  readonly readBody: ReadBody;
  readonly metrics: MetricsSource;
  readonly checkHealth: () => Promise<HealthReport>;
  readonly clear: (tier: 'all' | 'semantic', namespace?: Namespace) => Promise<{ entries: number; vectors: number }>;
  readonly explain: Handler;
  readonly feedback: Handler;
}

export const clearRequest = z.strictObject({
  tier: z.enum(['all', 'semantic']).default('all'),
  namespace: z.string().min(1).optional(),
});

/** What manages the cache; `requireAdmin` stands before it. */
export function adminRoutes(parts: AdminParts): Hono {
  const { readBody, metrics, checkHealth, clear, explain, feedback } = parts;
  return new Hono()
    .post('/cache/clear', async (context) => {
      const { tier, namespace } = await readAs(clearRequest, context, readBody);
      return context.json({ cleared: await clear(tier, namespace) });
    })
    .post('/cache/explain', explain)
    .post('/cache/feedback', feedback)
    .get('/requests', recentRequests(parts))
    .get('/stats', async (context) => {
      const counted = { ...(await metrics.json()), namespaces: metrics.namespaces() };
      return context.json({ metrics: counted, health: await checkHealth() });
    });
}

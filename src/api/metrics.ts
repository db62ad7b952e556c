import { Hono } from 'hono';
import { invalid } from '../errors.ts';

/** The numbers: what record/ counts, in both forms. */
export interface MetricsSource {
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
  json(): Promise<object>;
  /** Requests, tokens and cost by namespace: for the administrator. */
  namespaces(): object;
}

/** The numbers over time. */
export interface HistorySource {
  readonly ranges: readonly string[];
  /** `null`: not one of the ranges. */
  read(range: string): object | null;
}

/** `/metrics` for Prometheus (JSON for who asks for that), `/api/metrics` always JSON, `/api/history` for charts. */
export function metricsRoutes(metrics: MetricsSource, history: HistorySource): Hono {
  return new Hono()
    .get('/metrics', async (context) => {
      const wantsJson = context.req.query('format') === 'json' || takesOnlyJson(context.req.header('accept'));
      if (wantsJson) return context.json(await metrics.json());
      const { contentType, body } = await metrics.prometheus();
      return context.body(body, 200, { 'content-type': contentType });
    })
    .get('/api/metrics', async (context) => context.json(await metrics.json()))
    .get('/api/history', (context) => {
      const report = history.read(context.req.query('range') ?? '1h');
      if (!report) throw invalid('range', `range takes one of ${history.ranges.join(', ')}.`);
      return context.json(report);
    });
}

/** Many clients that can show text name JSON first. */
function takesOnlyJson(accept = ''): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\btext\/(?:plain|\*)|\*\/\*/i.test(accept);
}

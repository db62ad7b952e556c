import { Hono } from 'hono';
import { accepts } from 'hono/accepts';

/** The numbers: what record/ counts, in both forms. */
export interface MetricsSource {
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
  json(): Promise<object>;
}

/** `/metrics` for Prometheus (JSON for who asks for that), `/api/metrics` always JSON. */
export function metricsRoutes(metrics: MetricsSource): Hono {
  return new Hono()
    .get('/metrics', async (context) => {
      const asksJson =
        context.req.query('format') === 'json' ||
        accepts(context, {
          header: 'Accept',
          supports: ['text/plain', 'application/json'],
          default: 'text/plain',
        }) === 'application/json';
      if (asksJson) return context.json(await metrics.json());
      const { contentType, body } = await metrics.prometheus();
      return context.body(body, 200, { 'content-type': contentType });
    })
    .get('/api/metrics', async (context) => context.json(await metrics.json()));
}

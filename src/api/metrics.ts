import { Hono } from 'hono';

/** The numbers: what record/ counts, in both forms. */
export interface MetricsSource {
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
  json(): Promise<object>;
}

/** `/metrics` for Prometheus (JSON for who asks for that), `/api/metrics` always JSON. */
export function metricsRoutes(metrics: MetricsSource): Hono {
  return new Hono()
    .get('/metrics', async (context) => {
      const wantsJson = context.req.query('format') === 'json' || takesOnlyJson(context.req.header('accept'));
      if (wantsJson) return context.json(await metrics.json());
      const { contentType, body } = await metrics.prometheus();
      return context.body(body, 200, { 'content-type': contentType });
    })
    .get('/api/metrics', async (context) => context.json(await metrics.json()));
}

/** Many clients that can show text name JSON first. */
function takesOnlyJson(accept = ''): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\btext\/(?:plain|\*)|\*\/\*/i.test(accept);
}

/** The yardstick: one Hono route that reads the same body and answers the same bytes. A process of its own. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const answer = Buffer.from(process.env.ANSWER ?? '');
const app = new Hono();
app.post('/v1/chat/completions', async (context) => {
  await context.req.json();
  return context.body(answer, 200, { 'content-type': 'application/json' });
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
// Ends with the bench, however that ends.
process.once('disconnect', () => process.exit());

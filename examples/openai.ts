/** The `openai` client, unchanged but for its cache. It reads OPENAI_API_KEY and OPENAI_BASE_URL. */
import { createCache, withCache } from 'llm-cache-proxy';
import OpenAI from 'openai';

await using cache = createCache({ store: 'memory' });
const client = withCache(new OpenAI(), cache);

async function ask(content: string): Promise<void> {
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
    .withResponse();
  console.log(response.headers.get('x-cache'), response.headers.get('x-cache-tier'), data.choices.length);
}

await ask('What is the capital of France?');
await ask('What is the capital of France?');

// What was answered whole can be streamed, and the other way round.
const stream = await client.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
  stream: true,
});
let text = '';
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
console.log(text.length > 0 ? 'streamed' : 'nothing');

const { hits, misses } = await cache.getStatistics();
console.log(hits, 'hits,', misses, 'miss');

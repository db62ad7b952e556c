/** Storing answers and finding them again, by the same question or by one that means the same. No server. */
import { createCache } from 'llm-cache-proxy';

await using cache = createCache({ store: 'memory', maxSize: 1_000, defaultTtl: 3_600 });

const question = { prompt: 'How do I bake bread at home?', model: 'gpt-4o-mini', temperature: 0 };
await cache.set({ ...question, response: 'Knead, wait, bake.', tags: ['category:baking'], ttl: 600 });

const same = await cache.get(question);
console.log(same?.response, same?.tier);

const reworded = await cache.get({ ...question, prompt: 'How can I bake bread at home?' });
console.log(reworded?.response, reworded?.tier, reworded?.similarity?.toFixed(2));

const warmer = await cache.get({ ...question, temperature: 1 });
console.log(warmer);

console.log(await cache.invalidate({ tags: ['category:baking'] }), 'removed');
const { hitRate, totalRequests } = await cache.getStatistics();
console.log(`${totalRequests} requests, ${Math.round(100 * hitRate)}% hits`);

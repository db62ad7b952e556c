/** A store of one's own: answers live where the program wants them; all else is as before. */
import { createCache } from 'llm-cache-proxy';
import { MapStore } from './map-store.ts';

const store = new MapStore();
await using cache = createCache({ store, semantic: false });

await cache.set({
  prompt: 'user_1: what does my plan include?',
  response: 'Two lines.',
  tags: ['user:1'],
  version: 'v2',
});
await cache.set({ prompt: 'user_2: what does my plan include?', response: 'One line.', tags: ['user:2'] });
console.log((await store.size()).entries, 'entries in the store');
console.log(await cache.invalidate({ pattern: 'user_1*', version: 'v2' }), 'removed');
console.log((await cache.get({ prompt: 'user_2: what does my plan include?' }))?.response);

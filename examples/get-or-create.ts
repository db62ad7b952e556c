/** One call of a model for all who ask the same at once, and none for those who come later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from 'llm-cache-proxy';

await using cache = createCache({ store: 'memory' });
let calls = 0;

/** Stands for any model, by any client. */
async function askModel(prompt: string): Promise<{ text: string }> {
  calls += 1;
  await sleep(100);
  return { text: `An answer to: ${prompt}` };
}

const ask = (prompt: string) => cache.getOrCreate({ prompt, model: 'my-model' }, () => askModel(prompt));

const together = await Promise.all(Array.from({ length: 100 }, () => ask('What is a semaphore?')));
console.log(together.length, 'answers,', calls, 'call');

const later = await ask('what is a  semaphore?');
console.log(later.response.text, later.tier);

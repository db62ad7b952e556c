import { setTimeout as delay } from 'node:timers/promises';
import { clientGone } from '../errors.ts';
import type { Ms, Origin } from '../types.ts';

/** What a fast model takes to answer. */
const LATENCY: Ms = 200;
const SAID = 'This answer was made up for a load test: no model was asked. ';

/** Stands in for the upstreams: every chat is answered, after a while, with some sentences that cost nothing. */
export function createScriptedOrigin(): Origin {
  let calls = 0;
  return {
    async call({ model }, signal) {
      await delay(LATENCY, undefined, { signal }).catch((error: unknown) => {
        throw clientGone(error);
      });
      calls += 1;
      const answer = {
        id: `chatcmpl-loadtest-${calls}`,
        object: 'chat.completion',
        created: 0,
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: SAID.repeat(5) }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 20, completion_tokens: 60, total_tokens: 80 },
      };
      return {
        upstream: 'scripted',
        model,
        status: 200,
        failed: false,
        contentType: 'application/json',
        headers: {},
        body: bytesOf(JSON.stringify(answer)),
      };
    },
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

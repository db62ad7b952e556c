/** Requests as they come. EventSource cannot send a key: the stream is read by hand. */
import { adminStream, Refusal } from './api.js';
import { isOpen, whenOpen } from './key.js';
import { whenSeen } from './seen.js';

const AGAIN = 2_000;
/** The proxy says something every 15 s. Silent for so long, the connection is dead, whether or not the browser knows. */
const SILENCE = 40_000;
const FIRST = 100;

/** `listener`: `request(request)`, `lost(count)`, `state('live' | 'waiting')`. */
export function startFeed(listener) {
  let isRunning = false;
  /** The proxy goes on after it. A proxy that began anew does not know it, and sends all that it has. */
  let lastId = null;

  async function follow() {
    const end = new AbortController();
    const watchdog = startWatchdog(() => end.abort());
    document.addEventListener('visibilitychange', () => end.abort(), { signal: end.signal });
    try {
      const headers = lastId === null ? {} : { 'last-event-id': lastId };
      const stream = await adminStream(`/requests?follow=1&limit=${FIRST}`, headers, end.signal);
      listener.state('live');
      for await (const { event, id, data } of readEvents(stream, watchdog.hear)) {
        lastId = id ?? lastId;
        if (event === 'request') listener.request(JSON.parse(data));
        if (event === 'lost') listener.lost(Number(data));
      }
    } finally {
      watchdog.stop();
      end.abort();
    }
  }

  async function run() {
    if (isRunning) return;
    isRunning = true;
    while (isOpen()) {
      await whenSeen();
      await follow().catch((error) => {
        // That the proxy is away, the next poll says. Anything else is a fault of this page.
        if (!(error instanceof Refusal)) reportError(error);
      });
      listener.state('waiting');
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
    isRunning = false;
  }

  whenOpen(run);
}

/** Acts when nothing was heard for too long. */
function startWatchdog(act) {
  let timer = setTimeout(act, SILENCE);
  const stop = () => clearTimeout(timer);
  return {
    stop,
    hear() {
      stop();
      timer = setTimeout(act, SILENCE);
    },
  };
}

/** Server-sent events; comments and empty ones are passed over. `hear` is told of each. */
async function* readEvents(stream, hear) {
  let text = '';
  for await (const chunk of readText(stream)) {
    hear();
    text += chunk;
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop();
    for (const block of blocks) {
      const fields = block
        .split(/\r?\n/)
        .map((line) => /^(\w+): ?(.*)$/.exec(line))
        .filter((field) => field !== null);
      const event = Object.fromEntries(fields.map(([, name, value]) => [name, value]));
      if (event.data !== undefined) yield event;
    }
  }
}

async function* readText(stream) {
  try {
    yield* stream.pipeThrough(new TextDecoderStream());
  } catch (error) {
    throw new Refusal(0, 'The proxy broke off.', { cause: error });
  }
}

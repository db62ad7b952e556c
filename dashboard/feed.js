/** Requests as they come. EventSource cannot send a key: the stream is read by hand. */
import { adminStream, read } from './api.js';
import { isOpen, whenOpen } from './key.js';

const AGAIN = 2_000;
const FIRST = 100;

/**
 * `listener`: `request(request)`, `lost(count)`, `state('live' | 'waiting')`, and `restarted()` when the proxy began anew:
 * it counts requests from 1 again.
 */
export function startFeed(listener) {
  let isRunning = false;
  let lastId = '';
  /** Epoch seconds. */
  let startedAt = null;

  /** An uptime is rounded to a second. */
  async function noticeRestart() {
    const { timestamp, uptime_seconds: uptime } = await read('/health');
    const isAnother = startedAt !== null && Math.abs(timestamp - uptime - startedAt) > 1;
    startedAt = timestamp - uptime;
    if (!isAnother) return;
    lastId = '';
    listener.restarted();
  }

  async function follow() {
    await noticeRestart();
    const headers = lastId === '' ? {} : { 'last-event-id': lastId };
    const stream = await adminStream(`/requests?follow=1&limit=${FIRST}`, headers);
    listener.state('live');
    for await (const { event, id, data } of readEvents(stream)) {
      lastId = id ?? lastId;
      if (event === 'request') listener.request(JSON.parse(data));
      if (event === 'lost') listener.lost(Number(data));
    }
  }

  async function run() {
    if (isRunning) return;
    isRunning = true;
    while (isOpen()) {
      // Whatever ends it, it is tried again; why does not matter to who looks at the page.
      await follow().catch(() => {});
      listener.state('waiting');
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
    isRunning = false;
  }

  whenOpen(run);
}

/** Server-sent events; comments and empty ones are passed over. */
async function* readEvents(stream) {
  let text = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
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

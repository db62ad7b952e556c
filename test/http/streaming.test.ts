import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Scripted, sse } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, hold, MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const stream = { stream: true };
const withUsage = { stream: true, stream_options: { include_usage: true } };

/** The payloads of a stream. */
function payloads(text: string): string[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.replace(/^data: /, ''));
}

/** What the chunks of a stream say, all choices together. */
function contentOf(text: string): string {
  return payloads(text)
    .filter((data) => data !== '[DONE]')
    .flatMap((data) => JSON.parse(data).choices ?? [])
    .map((choice) => choice.delta.content ?? '')
    .join('');
}

function chunk(content: string, finish: string | null = null): string {
  return sse({
    id: 'chatcmpl-own',
    object: 'chat.completion.chunk',
    created: 1,
    model: MODEL,
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  });
}

const USAGE = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const usageChunk = sse({
  id: 'chatcmpl-own',
  object: 'chat.completion.chunk',
  model: MODEL,
  choices: [],
  usage: USAGE,
});

describe('a miss', () => {
  test('streams through as it arrives', async () => {
    const held = hold();
    proxy.script('as it arrives', {
      stream: [': keep-alive\n\n', chunk('first'), held.released, chunk(' last', 'stop'), sse('[DONE]')],
    });
    const response = await proxy.chat(chatBody('Do rivers flow as it arrives?', stream));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-cache': 'MISS',
      'cache-status': 'llm-cache; fwd=miss',
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('first')) text += (await reader?.read())?.value;
    expect(text).toContain(': keep-alive');
    held.release();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    expect(payloads(text)).toHaveLength(3);
    expect(contentOf(text)).toBe('first last');
    await proxy.settled();
  });

  test('hides the usage from who did not ask for it, and keeps it', async () => {
    proxy.script('Who counts?', { stream: [chunk('I', 'stop'), usageChunk, sse('[DONE]')] });
    const { ask } = proxy.client();
    const miss = await ask(chatBody('Who counts?', stream));
    expect(miss.text).not.toContain('usage');
    expect(payloads(miss.text).at(-1)).toBe('[DONE]');
    expect(JSON.parse((await ask('Who counts?')).text).usage).toEqual(USAGE);
    expect((await ask(chatBody('Who counts?', stream))).text).not.toContain('usage');
    const asked = payloads((await ask(chatBody('Who counts?', withUsage))).text);
    expect(JSON.parse(asked.at(-2) ?? '')).toMatchObject({ choices: [], usage: USAGE });
  });

  test('shows the usage to who asked', async () => {
    const { text } = await proxy.client().ask(chatBody('Who pays?', withUsage));
    expect(JSON.parse(payloads(text).at(-2) ?? '')).toMatchObject({ choices: [], usage: { prompt_tokens: 9 } });
  });
});

describe('a hit', () => {
  test('on an answer that came whole is a stream of the same', async () => {
    const { ask } = proxy.client();
    const question = `What is a rather long question, so that its answer comes in several slices? ${'Well. '.repeat(9)}`;
    const whole = JSON.parse((await ask(question)).text);
    const { text, headers } = await ask(chatBody(question, withUsage));
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'content-type': 'text/event-stream; charset=utf-8' });
    expect(payloads(text).at(-1)).toBe('[DONE]');
    const chunks = payloads(text)
      .slice(0, -1)
      .map((data) => JSON.parse(data));
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([whole.id]));
    expect(contentOf(text)).toBe(whole.choices[0].message.content);
    expect(chunks.length).toBeGreaterThan(5);
    expect(chunks.at(-1).usage).toEqual(whole.usage);
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
  });

  test('on an answer that streamed is the whole of it, with fields that nobody has heard of', async () => {
    const delta = (fields: object, finish: string | null = null) =>
      sse({ id: 'x', model: MODEL, provider: 'p', choices: [{ index: 0, delta: fields, finish_reason: finish }] });
    proxy.script('Who has heard of it?', {
      stream: [
        delta({ role: 'assistant', content: '', novelty: 'un', obfuscation: 'zzz' }),
        delta({ content: 'No', novelty: 'heard', reasoning: 'Hm' }),
        delta({ content: 'body', reasoning: 'm.' }, 'stop'),
        sse('[DONE]'),
      ],
    });
    const { ask } = proxy.client();
    await ask(chatBody('Who has heard of it?', stream));
    const hit = await ask('Who has heard of it?');
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'content-type': 'application/json' });
    expect(JSON.parse(hit.text)).toMatchObject({
      id: 'x',
      object: 'chat.completion',
      provider: 'p',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Nobody', novelty: 'unheard', reasoning: 'Hmm.' },
          finish_reason: 'stop',
        },
      ],
    });
  });

  test('has the same key whichever way it came', async () => {
    const { ask } = proxy.client();
    const streamed = await ask(chatBody('Which way?', stream));
    expect((await ask('Which way?')).headers['x-cache-key']).toBe(streamed.headers['x-cache-key']);
    expect(proxy.calls('Which way?')).toHaveLength(1);
  });
});

describe('an upstream that answers whole though a stream was asked for', () => {
  test('gives a stream all the same', async () => {
    const message = { role: 'assistant', content: 'Whole' };
    proxy.script('Stream, please', {
      body: { id: 'w', model: MODEL, choices: [{ index: 0, message, finish_reason: 'stop' }] },
    });
    const { ask } = proxy.client();
    const { text, headers } = await ask(chatBody('Stream, please', stream));
    expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' });
    expect(contentOf(text)).toBe('Whole');
    expect((await ask('Stream, please')).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('gives its error as it is', async () => {
    const body = { error: { message: 'too many', type: 'rate_limit', param: null, code: null } };
    proxy.script('Too many?', { status: 429, headers: { 'retry-after': '7' }, body });
    const { status, text, headers } = await proxy.client().ask(chatBody('Too many?', stream));
    expect(status).toBe(429);
    expect(JSON.parse(text)).toEqual(body);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'retry-after': '7' });
  });
});

describe('a stream that breaks', () => {
  const broken: Record<string, [reason: string, Scripted]> = {
    'is cut': ['cut', { stream: [chunk('Half')], finish: 'cut' }],
    // A reset overtakes what was sent just before it.
    'is reset': ['cut', { stream: [chunk('Half'), 100], finish: 'reset' }],
    'ends with no [DONE]': ['cut', { stream: [chunk('Half', 'stop')] }],
    'ends with no finish reason': ['cut', { stream: [chunk('Half'), sse('[DONE]')] }],
    'holds an error': ['error', { stream: [chunk('Half'), sse({ error: { message: 'overheated' } }), sse('[DONE]')] }],
    'ends for an error': ['error', { stream: [chunk('Half', 'error'), sse('[DONE]')] }],
    'holds what does not parse': ['unparsable', { stream: [chunk('Half'), 'data: {"id\n\n', sse('[DONE]')] }],
    'is filtered': ['content_filter', { stream: [chunk('Half', 'content_filter'), sse('[DONE]')] }],
    'is empty': ['empty', { stream: [sse('[DONE]')] }],
  };
  test.each(Object.entries(broken))(
    'because it %s reaches the client, and is not stored',
    async (name, [reason, how]) => {
      const question = `What if it ${name}?`;
      proxy.script(question, how);
      const before = await proxy.counter(`not_stored_total{reason="${reason}"}`);
      const { ask } = proxy.client();
      const { text, status } = await ask(chatBody(question, stream));
      expect(status).toBe(200);
      // A reset discards what was on its way.
      if (name !== 'is empty' && name !== 'is reset') expect(text).toContain('Half');
      if (name === 'holds an error') expect(text).toContain('overheated');
      if (how.finish)
        expect(JSON.parse(payloads(text).at(-1) ?? '')).toMatchObject({ error: { type: 'server_error' } });
      expect((await ask(chatBody(question, stream))).headers).toMatchObject({ 'x-cache': 'MISS' });
      expect(await proxy.counter(`not_stored_total{reason="${reason}"}`)).toBe(before + 2);
    },
  );

  test('a cut one is an error to who waited for the whole', async () => {
    const held = hold();
    proxy.script('Half for me?', { stream: [chunk('Half'), held.released], finish: 'cut' });
    const headers = { 'x-cache-namespace': 'half' };
    const leader = await proxy.chat(chatBody('Half for me?', stream), { headers });
    const follower = proxy.chat('Half for me?', { headers });
    await proxy.chat('Half for me?', { headers: { ...headers, 'cache-control': 'only-if-cached' } });
    held.release();
    expect((await follower).status).toBe(502);
    await leader.text();
  });
});

describe('a client that goes away', () => {
  test('in mid-stream: the answer is still stored when it ends within the grace', async () => {
    const held = hold();
    proxy.script('Are you still there?', { stream: [chunk('Yes'), held.released, chunk('!', 'stop'), sse('[DONE]')] });
    const { ask, namespace } = proxy.client();
    const headers = { 'content-type': 'application/json', 'x-cache-namespace': namespace };
    const leaving = new AbortController();
    const response = await fetch(`${await proxy.url()}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify(chatBody('Are you still there?', stream)),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    const before = (await proxy.metrics()).requests.MISS;
    leaving.abort();
    held.release();
    await proxy.settled();
    expect((await proxy.metrics()).requests.MISS).toBe(before + 1);
    const hit = await ask('Are you still there?');
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(JSON.parse(hit.text).choices[0].message.content).toBe('Yes!');
  });

  test.each([stream, {}])('and nobody else waits: the upstream call ends after the grace (%o)', async (kind) => {
    await using hasty = await startProxy({ env: { ...EXACT_ONLY, STREAM_ABORT_GRACE_MS: '20' } });
    hasty.script('Is anybody there?', { ...('stream' in kind && { stream: [chunk('Hello')] }), finish: 'hang' });
    const leaving = new AbortController();
    const asked = fetch(`${await hasty.url()}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chatBody('Is anybody there?', kind)),
      signal: leaving.signal,
    });
    const gone = expect(asked.then((response) => response.text())).rejects.toThrow('aborted');
    await hasty.upstream.arrived(1);
    if ('stream' in kind) await asked;
    leaving.abort();
    await gone;
    expect(await hasty.calls('Is anybody there?')[0]?.ended).toBe('aborted');
    await hasty.settled();
  });

  test('before a bypass is answered: its call ends at once', async () => {
    proxy.script('Anybody on the bypass?', { finish: 'hang' });
    const seen = proxy.upstream.requests.length;
    const leaving = new AbortController();
    const headers = { 'x-bypass-cache': 'true' };
    const asked = proxy.chat('Anybody on the bypass?', { headers, signal: leaving.signal });
    await proxy.upstream.arrived(seen + 1);
    leaving.abort();
    expect(await proxy.calls('Anybody on the bypass?')[0]?.ended).toBe('aborted');
    await asked;
  });
});

describe('an answer over MAX_ENTRY_BYTES', () => {
  const BOUND = 20_000;
  const setUp = startProxy({ env: { ...EXACT_ONLY, MAX_ENTRY_BYTES: String(BOUND) } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  const word = 'abcdefghi ';
  const long = Array.from({ length: 2_500 }, () => chunk(word));
  const answer = word.repeat(2_500);

  test('counts the answer, not the events that brought it', async () => {
    const small = await setUp;
    const events = long.slice(0, 1_000);
    expect(events.join('').length).toBeGreaterThan(2 * BOUND);
    small.script('How long is it in words?', () => ({ stream: [...events, chunk('', 'stop'), sse('[DONE]')] }));
    const { ask } = small.client();
    await ask(chatBody('How long is it in words?', stream));
    const again = await ask(chatBody('How long is it in words?', stream));
    expect(again.headers['x-cache']).toBe('HIT');
    expect(contentOf(again.text)).toBe(word.repeat(1_000));
  });

  test('streams through whole, to all who follow, and is not stored', async () => {
    const small = await setUp;
    const held = hold();
    small.script('How long is long?', () => ({
      stream: [...long.slice(0, 50), held.released, ...long.slice(50), chunk('', 'stop'), sse('[DONE]')],
    }));
    const headers = { 'x-cache-namespace': 'long' };
    const body = chatBody('How long is long?', stream);
    const askers = [1, 2, 3].map(() => small.chat(body, { headers }));
    const texts = askers.map(async (asker) => (await asker).text());
    await Promise.all(askers);
    held.release();
    for (const text of await Promise.all(texts)) expect(contentOf(text)).toBe(answer);
    expect(small.calls('How long is long?')).toHaveLength(1);
    await small.settled();
    expect(await small.counter('not_stored_total{reason="too-large"}')).toBe(3);
    const again = await small.chat(body, { headers });
    expect(again.headers.get('x-cache')).toBe('MISS');
    expect(contentOf(await again.text())).toBe(answer);
  });

  test('reaches whole also who comes when its start is gone', async () => {
    const small = await setUp;
    const held = hold();
    small.script('How late is late?', ({ n }) => ({
      stream: [...long, n === first ? held.released : '', chunk('', 'stop'), sse('[DONE]')],
    }));
    const first = small.upstream.requests.length + 1;
    const headers = { 'x-cache-namespace': 'late' };
    const body = chatBody('How late is late?', stream);
    const leader = await small.chat(body, { headers });
    const reader = leader.body?.getReader();
    onTestFinished(() => {
      held.release();
      return reader?.cancel();
    });
    for (const _ of long) await reader?.read();
    const late = await small.chat(body, { headers });
    expect(late.headers.get('cache-status')).not.toContain('collapsed');
    expect(contentOf(await late.text())).toBe(answer);
    expect(small.calls('How late is late?')).toHaveLength(2);
  });

  test('in a single event reaches the client', async () => {
    const small = await setUp;
    const content = 'x'.repeat(3 * BOUND);
    small.script('How wide is wide?', { stream: [chunk(content, 'stop'), sse('[DONE]')] });
    const { ask } = small.client();
    for (const _ of [1, 2]) {
      const { text, headers } = await ask(chatBody('How wide is wide?', stream));
      expect(contentOf(text)).toBe(content);
      expect(headers).toMatchObject({ 'x-cache': 'MISS' });
    }
  });

  test('comes whole as JSON too, and is not stored', async () => {
    const small = await setUp;
    const message = { role: 'assistant', content: 'x'.repeat(BOUND) };
    const body = { model: MODEL, choices: [{ index: 0, message, finish_reason: 'stop' }] };
    small.script('How do big whales sing?', { body });
    const { ask } = small.client();
    for (const _ of [1, 2]) {
      const { text, headers } = await ask('How do big whales sing?');
      expect(JSON.parse(text)).toEqual(body);
      expect(headers).toMatchObject({ 'x-cache': 'MISS', 'cache-status': expect.not.stringContaining('stored') });
    }
  });

  test('is not read from the upstream faster than the slowest client reads it', async () => {
    const small = await setUp;
    const MEGABYTE = 1024 * 1024;
    let sent = 0;
    const piece = chunk('y'.repeat(8192));
    async function* flood() {
      for (; sent < 400 * MEGABYTE; sent += piece.length) yield piece;
    }
    small.script('How much is much?', () => ({ stream: flood() }));
    const response = await small.chat(chatBody('How much is much?', stream));
    const reader = response.body?.getReader();
    for (let read = 0; read < MEGABYTE; read += (await reader?.read())?.value?.length ?? 0) {
      await small.request('/api/metrics');
    }
    expect(sent).toBeGreaterThan(MEGABYTE);
    // The rest lies in the sockets' buffers.
    expect(sent).toBeLessThan(40 * MEGABYTE);
    await reader?.cancel();
  });
});

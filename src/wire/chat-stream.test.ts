import fc from 'fast-check';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { describe, expect, it } from 'vitest';
import { anyJson as json, anyText as text, unheardOf } from '../../test/json.ts';
import type { Json, JsonObject, SseEvent } from '../types.ts';
import { chat } from './chat.ts';
import { isArray, isObject } from './json.ts';
import { encodeSse, parseSse } from './sse.ts';

const DONE: SseEvent = { data: '[DONE]' };
const event = (chunk: JsonObject): SseEvent => ({ data: JSON.stringify(chunk) });
const chunk = (choice: JsonObject, fields: JsonObject = {}): SseEvent =>
  event({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }],
    ...fields,
  });
const delta = (fields: JsonObject): SseEvent => chunk({ delta: fields });
const end = chunk({ finish_reason: 'stop' });

function assemble(
  events: Iterable<SseEvent>,
  maxLength = Number.POSITIVE_INFINITY,
): { answer?: JsonObject; fault?: string; rest?: JsonObject } {
  const assembler = chat.assembler(maxLength);
  for (const event of events) assembler.push(event);
  return assembler.whole();
}

/** The message that a stream of deltas gives. */
function messageOf(...deltas: JsonObject[]): Json | undefined {
  const { answer } = assemble([...deltas.map(delta), end, DONE]);
  const [choice] = isArray(answer?.choices) ? answer.choices : [];
  return isObject(choice) ? choice.message : undefined;
}

// ── Arbitrary answers ────────────────────────────────────────────────────────────────────────────────────────────

const KNOWN = [
  'role',
  'content',
  'refusal',
  'tool_calls',
  'function_call',
  'index',
  'message',
  'delta',
  'logprobs',
  'finish_reason',
  'choices',
  'usage',
  'object',
  'error',
  'obfuscation',
];
const unknown = unheardOf(KNOWN);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const toolCall = fc.oneof(
  fc.record({ id: fc.string(), type: fc.constant('function'), function: fc.record({ name: text, arguments: text }) }),
  fc.record({
    id: fc.string(),
    type: fc.constant('custom'),
    custom: fc.record({ name: text, input: text }),
    extra: json,
  }),
  fc.record({ id: fc.string(), function: fc.record({ name: text, arguments: json }) }),
);
const token = fc.record({
  token: fc.string({ unit: 'grapheme', maxLength: 9 }),
  logprob: json,
  bytes: fc.constant(null),
  top_logprobs: fc.constant([]),
});
const message = fc
  .tuple(
    unknown,
    fc.record(
      {
        role: fc.constant('assistant'),
        content: fc.oneof(
          text,
          fc.constant(null),
          fc.array(fc.record({ type: fc.constant('text'), text }), { maxLength: 2 }),
        ),
        refusal: fc.option(text),
        tool_calls: fc.array(toolCall, { maxLength: 3 }),
        function_call: fc.oneof(fc.record({ name: text, arguments: text }), fc.constant(null)),
      },
      { requiredKeys: ['role'], noNullPrototype: true },
    ),
  )
  .map(([more, known]): JsonObject => ({ ...more, ...known }));
/** Log probabilities that spell out the content, or have nothing to do with it. */
const logprobs = fc.option(
  fc.record({
    content: fc.option(fc.array(token, { maxLength: 30 })),
    refusal: fc.option(fc.array(token, { maxLength: 3 })),
  }),
);
const choice = fc
  .tuple(unknown, message, optional(logprobs), fc.constantFrom('stop', 'length', 'tool_calls'), fc.boolean())
  .map(([more, said, logprobs, finish_reason, spelt]): JsonObject => {
    const tokens = spelt && logprobs?.content ? logprobs.content : null;
    const message = tokens ? { ...said, content: tokens.map(({ token }) => token).join('') } : said;
    return { ...more, message, finish_reason, ...(logprobs !== undefined && { logprobs }) };
  });
const answer = fc
  .tuple(
    unknown,
    fc.record({ id: fc.string(), created: fc.nat(), model: fc.string() }, { requiredKeys: [], noNullPrototype: true }),
    optional(fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() })),
    fc.array(choice, { minLength: 1, maxLength: 3 }),
  )
  .map(
    ([more, known, usage, choices]): JsonObject => ({
      ...more,
      ...known,
      object: 'chat.completion',
      choices: choices.map((choice, index) => ({ index, ...choice })),
      ...(usage && { usage }),
    }),
  );

const plain = (value: Json | undefined): unknown => JSON.parse(JSON.stringify(value ?? null));

describe('a stored answer as a stream', () => {
  it('gives the same answer when it is assembled again', () => {
    fc.assert(
      fc.property(answer, (stored) => {
        expect(assemble(chat.events(stored, { usage: true }))).toEqual({ answer: stored });
      }),
      { numRuns: 300 },
    );
  });

  it('does so after its way over the wire, in whatever chunks', async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.integer({ min: 1, max: 100 }), async (stored, size) => {
        const bytes = new TextEncoder().encode([...chat.events(stored, { usage: true })].map(encodeSse).join(''));
        async function* chunks(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const events = await Array.fromAsync(parseSse(chunks()));
        expect(plain(assemble(events).answer)).toEqual(plain(stored));
      }),
      { numRuns: 50 },
    );
  });

  it('has no usage for a client that did not ask', () => {
    fc.assert(
      fc.property(answer, (stored) => {
        const { usage: _, ...rest } = stored;
        expect(assemble(chat.events(stored, { usage: false }))).toEqual({ answer: rest });
        const filtered = [...chat.events(stored, { usage: true })]
          .map(chat.withoutUsage)
          .filter((event) => event !== null);
        expect(filtered).toEqual([...chat.events(stored, { usage: false })]);
      }),
    );
  });

  it('looks like that of OpenAI', () => {
    const stored = {
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      system_fingerprint: 'fp',
      citations: ['u'],
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'The quick brown fox jumps over the lazy dog, twice.',
            refusal: null,
            reasoning: 'Hm.',
            tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const events = [...chat.events(stored, { usage: true })];
    expect(events.pop()).toEqual(DONE);
    const chunks = events.map(({ data }) => JSON.parse(data ?? ''));
    const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', system_fingerprint: 'fp' };
    const chunkOf = (delta: JsonObject) => ({
      ...head,
      choices: [{ index: 0, delta, finish_reason: null }],
      usage: null,
    });
    expect(chunks).toEqual([
      {
        ...head,
        citations: ['u'],
        choices: [
          {
            index: 0,
            delta: { role: 'assistant', content: '', refusal: null, reasoning: '' },
            logprobs: null,
            finish_reason: null,
          },
        ],
        usage: null,
      },
      chunkOf({ reasoning: 'Hm.' }),
      chunkOf({ content: 'The quick brown fox jumps over the lazy ' }),
      chunkOf({ content: 'dog, twice.' }),
      chunkOf({ tool_calls: [{ index: 0, id: 't', type: 'function', function: { name: 'f', arguments: '' } }] }),
      chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
      { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }], usage: null },
      { ...head, choices: [], usage: stored.usage },
    ]);
  });

  it('is read by the client library of OpenAI as the answer it was', async () => {
    const stored = {
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Deux mots, puis un appel.',
            refusal: null,
            tool_calls: [
              { id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
              { id: 'u', type: 'function', function: { name: 'g', arguments: '{}' } },
            ],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    };
    const chunks = [...chat.events(stored, { usage: true })].slice(0, -1).map(({ data }) => `${data}\n`);
    const stream = ChatCompletionStream.fromReadableStream(ReadableStream.from(chunks));
    expect(await stream.finalChatCompletion()).toMatchObject(stored);
  });

  it('has the log probabilities beside the tokens they are of', () => {
    const words = ['Twelve characters', ' and some more to', ' fill a slice', ', then a rest.'];
    const content = words.map((token) => ({ token, logprob: -0.5 }));
    const stored = {
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: words.join('') },
          logprobs: { content, refusal: null },
          finish_reason: 'stop',
        },
      ],
    };
    const pieces = [...chat.events(stored, { usage: false })]
      .slice(0, -1)
      .map(({ data }) => JSON.parse(data ?? '').choices[0]);
    expect(
      pieces.map(({ delta, logprobs }) => [
        delta.content,
        logprobs?.content?.map(({ token }: { token: string }) => token),
      ]),
    ).toEqual([
      ['', []],
      [words.slice(0, 3).join(''), words.slice(0, 3)],
      [words[3], [words[3]]],
      [undefined, undefined],
    ]);
  });
});

describe('a stream', () => {
  it('gives the answer that the upstream would have sent whole', () => {
    const { answer } = assemble([
      { comment: 'OPENROUTER PROCESSING' },
      event({ id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [{ a: 1 }] }),
      chunk({ index: 1, delta: { role: 'assistant', content: 'Bon' } }, { provider: 'P' }),
      chunk(
        { delta: { role: 'assistant', content: '', refusal: null }, logprobs: null },
        { obfuscation: 'xx', provider: 'P', usage: null },
      ),
      chunk(
        { delta: { content: 'Hel' }, logprobs: { content: [{ token: 'Hel' }], refusal: null } },
        { service_tier: 'auto' },
      ),
      chunk(
        { delta: { content: 'lo' }, logprobs: { content: [{ token: 'lo' }], refusal: null } },
        { service_tier: 'default', id: 'other' },
      ),
      chunk({ index: 1, delta: { content: 'jour' } }),
      chunk({ finish_reason: 'stop', native_finish_reason: 'eos' }),
      chunk({ index: 1, finish_reason: 'length' }),
      event({ id: 'c', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }),
      DONE,
    ]);
    expect(answer).toEqual({
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      provider: 'P',
      service_tier: 'default',
      prompt_filter_results: [{ a: 1 }],
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null },
          logprobs: { content: [{ token: 'Hel' }, { token: 'lo' }], refusal: null },
          finish_reason: 'stop',
          native_finish_reason: 'eos',
        },
        { index: 1, message: { role: 'assistant', content: 'Bonjour' }, finish_reason: 'length' },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    });
  });

  it('adds up tool calls by index', () => {
    const call = (fields: JsonObject) => ({ tool_calls: [fields] });
    expect(
      messageOf(
        { role: 'assistant', content: null },
        call({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        call({ index: 0, function: { arguments: '{"x"' } }),
        call({ index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } }),
        call({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: ':1}' } }),
      ),
    ).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    });
  });

  it('keeps tool calls apart that share an index but not an id', () => {
    const call = (id: string) => ({
      tool_calls: [{ index: 0, id, type: 'function', function: { name: id, arguments: '{}' } }],
    });
    const more = { tool_calls: [{ index: 0, function: { arguments: ' ' } }] };
    expect(messageOf(call('a'), call('b'), more)).toEqual({
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'a', arguments: '{}' } },
        { id: 'b', type: 'function', function: { name: 'b', arguments: '{} ' } },
      ],
    });
  });

  it('adds up legacy function calls, reasoning and fields unknown', () => {
    const reasoning = (fields: JsonObject) => ({
      reasoning_details: [{ index: 0, type: 'reasoning.text', format: 'v1', ...fields }],
    });
    expect(
      messageOf(
        { role: 'assistant', function_call: { name: 'f', arguments: '' } },
        { role: 'assistant', function_call: { arguments: '{}' } },
        { reasoning: 'a', reasoning_content: 'x', ...reasoning({ text: 'a' }) },
        { reasoning: 'b', reasoning_content: 'y', ...reasoning({ text: 'b' }) },
        { reasoning_details: [{ index: 0, type: 'reasoning.encrypted', data: 'd' }] },
        { annotations: [{ url: 1 }], novel: 'no', constructor: 'x', score: 1, deep: { text: 'a', name: 'n' } },
        { annotations: [{ url: 2 }], novel: 'vel', constructor: 'y', score: 2, deep: { text: 'b', name: 'n' } },
      ),
    ).toEqual({
      role: 'assistant',
      function_call: { name: 'f', arguments: '{}' },
      reasoning: 'ab',
      reasoning_content: 'xy',
      reasoning_details: [
        { index: 0, type: 'reasoning.text', format: 'v1', text: 'ab' },
        { index: 0, type: 'reasoning.encrypted', data: 'd' },
      ],
      annotations: [{ url: 1 }, { url: 2 }],
      novel: 'novel',
      constructor: 'xy',
      score: 2,
      deep: { text: 'ab', name: 'n' },
    });
  });

  it('keeps numbers as they were written', () => {
    const { answer } = assemble([
      { data: '{"created":1.0,"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}' },
      DONE,
    ]);
    expect(JSON.stringify(answer)).toContain('"created":1.0');
  });

  it('gives the same content however its text was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (pieces) => {
        expect(messageOf({ role: 'assistant', content: '' }, ...pieces.map((content) => ({ content })))).toEqual({
          role: 'assistant',
          content: pieces.join(''),
        });
      }),
    );
  });

  it.each<[string, SseEvent[]]>([
    ['cut', []],
    ['cut', [delta({ content: 'a' }), end]],
    ['cut', [delta({ content: 'a' }), DONE]],
    ['cut', [end, chunk({ index: 1, delta: { content: 'b' } }), DONE]],
    ['empty', [event({ id: 'c', choices: [] }), DONE]],
    ['empty', [DONE]],
    ['error', [delta({ content: 'a' }), event({ error: { message: 'overloaded' } }), DONE]],
    ['error', [delta({ content: 'a' }), chunk({ finish_reason: 'error' }, { error: { code: 502 } }), DONE]],
    ['error', [{ event: 'error', data: 'overloaded' }, DONE]],
    ['unparsable', [delta({ content: 'a' }), { data: '{"choices":[{"ind' }, DONE]],
    ['unparsable', [{ data: '7' }, end, DONE]],
  ])('may be no answer: %s', (fault, events) => {
    expect(assemble(events)).toEqual({ fault });
  });

  it('is put together up to a length; past that it has a usage and no text', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 9, total_tokens: 10 };
    const parts = Array.from({ length: 10 }, () => delta({ content: 'x'.repeat(100) }));
    const events = [...parts, end, event({ choices: [], usage }), DONE];
    const longest = 1_000 + 'stop'.length;
    expect(assemble(events, longest).answer).toMatchObject({ usage });
    const { fault, rest } = assemble(events, longest - 1);
    expect(fault).toBe('too-large');
    expect(rest).toMatchObject({ usage });
    expect(rest).not.toHaveProperty('choices');
  });

  it('ends at [DONE], and goes on over events without data', () => {
    const { answer } = assemble([
      { data: '' },
      { comment: 'x' },
      delta({ content: 'a' }),
      end,
      DONE,
      delta({ content: 'b' }),
    ]);
    expect(answer).toMatchObject({ choices: [{ message: { content: 'a' } }] });
  });
});

describe('taking usage out of a stream', () => {
  it('drops the chunk that has nothing else', () => {
    expect(chat.withoutUsage(event({ choices: [], usage: { prompt_tokens: 1 } }))).toBeNull();
  });

  it('takes it out of a chunk that has more, keeping all else as it was written', () => {
    const shown = chat.withoutUsage({
      event: 'e',
      data: '{"choices":[{"delta":{},"p":-0.0}],"usage":{"prompt_tokens":1}}',
    });
    expect(shown).toEqual({ event: 'e', data: '{"choices":[{"delta":{},"p":-0.0}]}' });
    expect(chat.withoutUsage({ data: '{"choices":[],"usage":null}' })).toEqual({ data: '{"choices":[]}' });
  });

  it('leaves every other event as it is', () => {
    const others = [
      DONE,
      { comment: 'x' },
      { data: 'not JSON, "usage"' },
      delta({ content: '"usage"' }),
      delta({ usage: 1 }),
    ];
    for (const other of others) expect(chat.withoutUsage(other)).toBe(other);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson, anyText, unheardOf } from '../../test/json.ts';
import type { AskOptions, Json, JsonObject, SseEvent } from '../types.ts';
import { completions } from './completions.ts';
import { encodeSse, parseSse } from './sse.ts';
import { PLAIN } from './traits.ts';

const DONE: SseEvent = { data: '[DONE]' };
const options: AskOptions = { ignore: completions.keyIgnore, mask: [], resolveModel: (model) => model };
const ask = (body: JsonObject, more: Partial<AskOptions> = {}) => completions.ask(body, { ...options, ...more });
const key = (body: JsonObject, more: Partial<AskOptions> = {}) => ask(body, more).canonical((text) => text);
const hello: JsonObject = { model: 'm', prompt: 'Hello' };

describe('a request', () => {
  it('has this canonical form, golden: a change here is a new version of the key', () => {
    const body = { ...hello, stream: true, user: 'u', n: 1, suffix: null, logit_bias: { 1: -100 }, best_of: 2 };
    const canonical = '{"best_of":2,"logit_bias":{"1":-100},"model":"m","prompt":"HELLO"}';
    expect(ask(body).canonical((text) => text.toUpperCase())).toBe(canonical);
    expect(ask(body).canonical(() => '')).toBe(canonical.replace('HELLO', ''));
  });

  it.each<[string, Json, string | null]>([
    ['is the prompt', 'q', 'q'],
    ['is none for several prompts', ['a', 'b'], null],
    ['is none for a list of one', ['a'], null],
    ['is none for tokens', [1, 2], null],
    ['is none for lists of tokens', [[1], [2]], null],
    ['is none without a prompt', null, null],
  ])('whose question %s', (_, prompt, question) => {
    expect(ask({ model: 'm', prompt }).question).toBe(question);
  });

  it('has a key of its own for each prompt, of whatever kind, and for every field', () => {
    const prompts: Json[] = ['1', ['1'], [1], [[1]], ['1', '2'], ['2', '1'], [12], null];
    const others: JsonObject[] = [{ n: 2 }, { best_of: 2 }, { echo: true }, { suffix: 's' }, { logprobs: 0 }, { x: 1 }];
    const bodies = [
      ...prompts.map((prompt) => ({ model: 'm', prompt })),
      ...others.map((more) => ({ ...hello, ...more })),
    ];
    expect(new Set(bodies.map((body) => key(body))).size).toBe(bodies.length);
  });

  it('is the same without what does not shape its answer', () => {
    const more = { user: 'u', metadata: { a: 'b' }, stream: true, stream_options: { include_usage: true }, n: 1 };
    expect(key({ ...hello, ...more, stop: null })).toBe(key(hello));
  });

  it('keeps the very letters of a prompt that is repeated or filled in', () => {
    const shout = (fields: JsonObject) => ask({ ...hello, ...fields }).canonical((text) => text.toUpperCase());
    expect(shout({})).toContain('HELLO');
    for (const fields of [{ echo: true }, { suffix: 'world' }]) expect(shout(fields)).toContain('Hello');
    expect(shout({ echo: false, suffix: null })).toContain('HELLO');
  });

  it.each<[JsonObject, object]>([
    [{}, {}],
    [{ n: 2 }, { choices: 2 }],
    [{ logprobs: 0 }, { logprobs: true }],
    [{ logprobs: 5 }, { logprobs: true }],
    [{ logprobs: null }, {}],
    [{ echo: true }, { verbatim: true }],
    [{ suffix: 's' }, { verbatim: true }],
    [{ response_format: { type: 'json_object' } }, { structured: 'json' }],
    [{ store: true }, { storedUpstream: true }],
    [{ plugins: [{ id: 'web' }] }, { liveSearch: true }],
    [{ model: 'perplexity/sonar' }, { liveSearch: true }],
  ])('has traits: %j', (fields, traits) => {
    expect(ask({ ...hello, ...fields }).traits).toEqual({ ...PLAIN, ...traits });
  });

  it('asks the upstream for its usage when it streams, and shows it when the client asked', () => {
    const asked = ask({ ...hello, stream: true });
    expect(asked).toMatchObject({ endpoint: 'completions', stream: true, streamUsage: false });
    expect(JSON.parse(asked.body(true))).toEqual({ ...hello, stream: true, stream_options: { include_usage: true } });
    expect(JSON.parse(asked.body(false))).toEqual(hello);
    expect(ask({ ...hello, stream: true, stream_options: { include_usage: true } }).streamUsage).toBe(true);
  });

  it.each<[JsonObject, string]>([
    [{ model: null }, 'model'],
    [{ prompt: 7 }, 'prompt'],
    [{ prompt: {} }, 'prompt'],
    [{ n: 0 }, 'n'],
    [{ echo: 'yes' }, 'echo'],
    [{ stream: 1 }, 'stream'],
  ])('%j is refused, naming %s', (fields, param) => {
    expect(() => ask({ ...hello, ...fields })).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });
});

// ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

const said = (text: string, more: JsonObject = {}): JsonObject => ({
  text,
  index: 0,
  logprobs: null,
  finish_reason: 'stop',
  ...more,
});
const answer = (...choices: JsonObject[]): JsonObject => ({ id: 'c', object: 'text_completion', model: 'm', choices });

describe('a whole answer', () => {
  it.each<[string | null, JsonObject, JsonObject?]>([
    [null, answer(said('Hello'))],
    [null, answer(said('Hel', { finish_reason: 'length' }))],
    [null, answer(said('a'), said('b', { index: 1 }))],
    ['error', { error: { message: 'overloaded' } }],
    ['error', answer(said('Hel', { finish_reason: 'abort' }))],
    ['other-model', { ...answer(said('Hello')), model: 'another' }],
    ['content_filter', answer(said('', { finish_reason: 'content_filter' }))],
    ['empty', answer()],
    ['empty', answer(said(''))],
    ['empty', answer(said('a'), said('', { index: 1 }))],
    ['cut', answer(said('Hel', { finish_reason: null }))],
    ['schema-content', answer(said('{')), { response_format: { type: 'json_object' } }],
  ])('may be stored unless: %s', (reason, whole, fields) => {
    expect(completions.fault(whole, ask({ ...hello, ...fields }))).toBe(reason);
  });

  it('says its texts, its usage, and whether it ended at its limit', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    const whole = { ...answer(said('a'), said('b', { finish_reason: 'length' })), usage };
    expect(completions.text(whole)).toBe('a\nb');
    expect(completions.usage(whole)).toEqual({ inputTokens: 1, outputTokens: 2, cachedInputTokens: 0 });
    expect(completions.isPartial(whole)).toBe(true);
    expect(completions.isPartial(answer(said('a')))).toBe(false);
  });
});

const KNOWN = ['text', 'index', 'logprobs', 'finish_reason', 'choices', 'usage', 'object', 'error', 'obfuscation'];
const unknown = unheardOf(KNOWN);
/** Log probabilities that spell out the text, or have nothing to do with it. */
const tokens = fc.array(fc.string({ unit: 'grapheme', maxLength: 9 }), { maxLength: 30 }).chain((words) =>
  fc.record({
    tokens: fc.constant(words),
    token_logprobs: fc.constant(words.map(() => -0.5)),
    text_offset: fc.constantFrom(
      words.map((_, i) => i),
      [],
    ),
    // A token may be called as a field of the format is.
    top_logprobs: fc.constantFrom(
      null,
      words.map((word) => ({ [word]: -1, index: 0 })),
    ),
    extra: anyJson,
  }),
);
const choice = fc
  .tuple(unknown, anyText, fc.option(tokens), fc.boolean(), fc.constantFrom('stop', 'length'))
  .map(([more, text, logprobs, spelt, finish_reason]): JsonObject => {
    const words = spelt && logprobs ? logprobs.tokens.join('') : text;
    return { ...more, text: words, logprobs, finish_reason };
  });
const anyAnswer = fc
  .tuple(unknown, fc.array(choice, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([more, choices, counted]): JsonObject => {
    const known = { id: 'c', created: 1, model: 'm', object: 'text_completion' };
    const indexed = choices.map((choice, index) => ({ index, ...choice }));
    return {
      ...more,
      ...known,
      choices: indexed,
      ...(counted && { usage: { prompt_tokens: 1, completion_tokens: 2 } }),
    };
  });

function assemble(events: Iterable<SseEvent>): { answer?: JsonObject; fault?: string } {
  const assembler = completions.assembler(Number.POSITIVE_INFINITY);
  for (const event of events) assembler.push(event);
  return assembler.whole();
}

const chunk = (choice: JsonObject, fields: JsonObject = {}): SseEvent => ({
  data: JSON.stringify({ id: 'c', object: 'text_completion', model: 'm', choices: [said('', choice)], ...fields }),
});

describe('a stored answer as a stream', () => {
  it('gives the same answer when it is assembled again', () => {
    fc.assert(
      fc.property(anyAnswer, (stored) => {
        expect(assemble(completions.events(stored, { usage: true }))).toEqual({ answer: stored });
      }),
      { numRuns: 300 },
    );
  });

  it('does so after its way over the wire, in whatever chunks', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, fc.integer({ min: 1, max: 100 }), async (stored, size) => {
        const events = [...completions.events(stored, { usage: true })];
        const bytes = new TextEncoder().encode(events.map(encodeSse).join(''));
        async function* chunks(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        expect(await Array.fromAsync(parseSse(chunks()))).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });

  it('has no usage for a client that did not ask', () => {
    fc.assert(
      fc.property(anyAnswer, (stored) => {
        const { usage: _, ...rest } = stored;
        expect(assemble(completions.events(stored, { usage: false }))).toEqual({ answer: rest });
        const shown = [...completions.events(stored, { usage: true })].map(completions.withoutUsage);
        expect(shown.filter((event) => event !== null)).toEqual([...completions.events(stored, { usage: false })]);
      }),
    );
  });

  it('looks like that of OpenAI', () => {
    const words = ['Twelve characters', ' and some more to', ' fill a slice', ', then a rest.'];
    const logprobs = {
      tokens: words,
      token_logprobs: [-1, -2, -3, -4],
      top_logprobs: null,
      text_offset: [0, 17, 34, 47],
    };
    const stored = {
      ...answer(said(words.join(''), { logprobs }), said('The quick brown fox jumps over the lazy dog.', { index: 1 })),
      created: 1,
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const head = { id: 'c', object: 'text_completion', model: 'm', created: 1 };
    const chunkOf = (choice: JsonObject) => ({
      ...head,
      choices: [{ logprobs: null, finish_reason: null, ...choice }],
      usage: null,
    });
    const part = (start: number, end: number) => ({
      tokens: words.slice(start, end),
      token_logprobs: logprobs.token_logprobs.slice(start, end),
      text_offset: logprobs.text_offset.slice(start, end),
      ...(start === 0 && { top_logprobs: null }),
    });
    const events = [...completions.events(stored, { usage: true })];
    expect(events.pop()).toEqual(DONE);
    expect(events.map(({ data }) => JSON.parse(data ?? ''))).toEqual([
      chunkOf({ index: 0, text: words.slice(0, 3).join(''), logprobs: part(0, 3) }),
      chunkOf({ index: 0, text: words[3] ?? '', logprobs: part(3, 4) }),
      chunkOf({ index: 0, text: '', finish_reason: 'stop' }),
      chunkOf({ index: 1, text: 'The quick brown fox jumps over the lazy ' }),
      chunkOf({ index: 1, text: 'dog.' }),
      chunkOf({ index: 1, text: '', finish_reason: 'stop' }),
      { ...head, choices: [], usage: stored.usage },
    ]);
  });
});

describe('a stream', () => {
  it('gives the answer that the upstream would have sent whole', () => {
    const list = (word: string) => ({ tokens: [word], token_logprobs: [-1], top_logprobs: [{ index: 0 }] });
    const open = { finish_reason: null };
    const { answer } = assemble([
      { comment: 'OPENROUTER PROCESSING' },
      chunk({ ...open, index: 1, text: 'Bon' }, { obfuscation: 'x' }),
      chunk({ ...open, text: 'Hel', logprobs: list('Hel') }),
      chunk({ ...open, text: 'lo', logprobs: list('lo'), reasoning: 'Hm' }),
      chunk({ ...open, text: '', reasoning: '.' }),
      chunk({ index: 1, text: 'jour', finish_reason: 'length' }),
      chunk({ finish_reason: 'stop', stop_reason: 'END' }),
      chunk({ finish_reason: 'stop', stop_reason: 'END' }, { usage: { prompt_tokens: 1 } }),
      DONE,
    ]);
    expect(answer).toEqual({
      id: 'c',
      object: 'text_completion',
      model: 'm',
      usage: { prompt_tokens: 1 },
      choices: [
        {
          index: 0,
          text: 'Hello',
          reasoning: 'Hm.',
          logprobs: { tokens: ['Hel', 'lo'], token_logprobs: [-1, -1], top_logprobs: [{ index: 0 }, { index: 0 }] },
          finish_reason: 'stop',
          stop_reason: 'END',
        },
        { index: 1, text: 'Bonjour', logprobs: null, finish_reason: 'length' },
      ],
    });
  });

  it.each<[string, SseEvent[]]>([
    ['cut', []],
    ['cut', [chunk({ text: 'a' })]],
    ['cut', [chunk({ text: 'a', finish_reason: null }), DONE]],
    ['empty', [DONE]],
    ['error', [chunk({ text: 'a' }), { data: '{"error":{"message":"overloaded"}}' }, DONE]],
    ['unparsable', [chunk({ text: 'a' }), { data: '{"choi' }, DONE]],
  ])('may be no answer: %s', (fault, events) => {
    expect(assemble(events)).toEqual({ fault });
  });
});

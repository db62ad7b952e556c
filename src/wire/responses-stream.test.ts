import fc from 'fast-check';
import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { describe, expect, it } from 'vitest';
import { anyText, unheardOf } from '../../test/json.ts';
import type { Json, JsonObject, SseEvent } from '../types.ts';
import { isArray } from './json.ts';
import { responses } from './responses.ts';
import { encodeSse, parseSse } from './sse.ts';

const event = (type: string, fields: JsonObject = {}): SseEvent => ({
  event: type,
  data: JSON.stringify({ type, ...fields }),
});
const eventsOf = (answer: JsonObject) => [...responses.events(answer, { usage: true })];
const payloadsOf = (answer: JsonObject) => eventsOf(answer).map(({ data }) => JSON.parse(data ?? ''));

function assemble(events: Iterable<SseEvent>): { answer?: JsonObject; fault?: string } {
  const assembler = responses.assembler(Number.POSITIVE_INFINITY);
  for (const event of events) assembler.push(event);
  return assembler.whole();
}

// ── Arbitrary responses ──────────────────────────────────────────────────────────────────────────────────────────

const KNOWN = [
  ...['id', 'type', 'status', 'role', 'content', 'summary', 'text', 'refusal', 'annotations', 'logprobs', 'arguments'],
  ...['input', 'call_id', 'name', 'encrypted_content', 'output', 'output_text', 'usage', 'error', 'incomplete_details'],
  ...['phase', 'completed_at', '__proto__'],
];
const unknown = unheardOf(KNOWN);
const record = <T>(fields: { [name in keyof T]: fc.Arbitrary<T[name]> }) =>
  fc.tuple(unknown, fc.record(fields, { noNullPrototype: true })).map(([more, known]) => ({ ...more, ...known }));
const list = <T>(items: fc.Arbitrary<T>, maxLength = 3) => fc.array(items, { maxLength });
const status = fc.constantFrom('completed', 'incomplete');
const token = record({
  token: fc.string({ unit: 'grapheme', maxLength: 9 }),
  bytes: fc.constant([1]),
  logprob: fc.constant(-0.5),
  top_logprobs: fc.constant([]),
});
const annotation = record({ type: fc.constant('url_citation'), url: fc.webUrl(), start_index: fc.nat() });
const outputText = fc
  .tuple(
    record({ annotations: list(annotation) }),
    anyText,
    fc.option(list(token, 30), { nil: undefined }),
    fc.boolean(),
  )
  .map(([part, text, logprobs, spelt]) => ({
    ...part,
    type: 'output_text',
    text: spelt && logprobs ? logprobs.map(({ token }) => token).join('') : text,
    ...(logprobs && { logprobs }),
  }));
const refusal = record({ type: fc.constant('refusal'), refusal: anyText });
const thought = record({ type: fc.constant('reasoning_text'), text: anyText });
const summary = record({ type: fc.constant('summary_text'), text: anyText });
const item = fc.oneof(
  record({
    type: fc.constant('message'),
    role: fc.constant('assistant'),
    status,
    content: list(fc.oneof(outputText, refusal)),
  }),
  record({
    type: fc.constant('reasoning'),
    summary: list(summary),
    content: list(thought),
    encrypted_content: fc.option(anyText),
  }),
  record({ type: fc.constant('function_call'), status, name: anyText, arguments: anyText }),
  record({ type: fc.constant('custom_tool_call'), name: anyText, input: anyText }),
  record({ type: fc.constant('web_search_call'), status, action: unknown }),
);
const response = fc
  .tuple(
    record({
      created_at: fc.nat(),
      model: anyText,
      metadata: unknown,
      status,
      error: fc.constant(null),
      usage: fc.record({ input_tokens: fc.nat(), output_tokens: fc.nat() }, { noNullPrototype: true }),
    }),
    list(item, 4),
  )
  .map(
    ([fields, items]): JsonObject => ({
      id: 'resp_1',
      object: 'response',
      ...fields,
      output: items.map((item, i) => ({ ...item, id: `item_${i}`, ...('name' in item && { call_id: `call_${i}` }) })),
    }),
  );

const plain = (value: Json | undefined): unknown => JSON.parse(JSON.stringify(value ?? null));

describe('a stored response as a stream', () => {
  it('gives the same response when it is assembled again, after its way over the wire in whatever chunks', async () => {
    await fc.assert(
      fc.asyncProperty(response, fc.integer({ min: 1, max: 100 }), async (stored, size) => {
        const bytes = new TextEncoder().encode(eventsOf(stored).map(encodeSse).join(''));
        async function* chunks(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const { answer } = assemble(await Array.fromAsync(parseSse(chunks())));
        expect(plain(answer)).toEqual(plain(stored));
      }),
      { numRuns: 60 },
    );
  });

  it('adds up to the same output before the last event brings it, to the client library of OpenAI', () => {
    fc.assert(
      fc.property(response, (stored) => {
        const payloads = payloadsOf(stored).slice(0, -1);
        let snapshot = accumulateResponse(payloads[0]);
        for (const payload of payloads.slice(1)) snapshot = accumulateResponse(payload, snapshot);
        expect(snapshot.output).toEqual(plain(stored.output));
      }),
      { numRuns: 300 },
    );
  });

  it('has the text in its deltas, each of some 40 characters, in order', () => {
    fc.assert(
      fc.property(response, (stored) => {
        const payloads = payloadsOf(stored);
        expect(payloads.map(({ sequence_number }) => sequence_number)).toEqual(payloads.map((_, i) => i));
        const said = isArray(stored.output) ? plain(stored.output) : [];
        for (const [index, item] of (said as Record<string, never>[]).entries()) {
          const deltas = payloads.filter(({ type, output_index }) => output_index === index && type.endsWith('.delta'));
          for (const { delta } of deltas) expect(delta.length).toBeLessThanOrEqual(80);
          const { content = [], summary = [], arguments: values = '', input = '' } = item as Record<string, never>;
          const texts = [...(summary as object[]), ...(content as object[])].map((part) =>
            'refusal' in part ? part.refusal : 'text' in part ? part.text : '',
          );
          expect(deltas.map(({ delta }) => delta).join('')).toBe([...texts, values, input].join(''));
        }
      }),
    );
  });

  it('looks like that of OpenAI', () => {
    const citation = { type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 3 };
    const part = {
      type: 'output_text',
      text: 'The quick brown fox jumps over the lazy dog, twice.',
      annotations: [citation],
      logprobs: [],
    };
    const output = [
      {
        id: 'rs_1',
        type: 'reasoning',
        encrypted_content: 'gAAA',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        content: [{ type: 'reasoning_text', text: 'A dog.' }],
      },
      {
        id: 'msg_1',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [part, { type: 'refusal', refusal: 'No.' }],
      },
      { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'c', name: 'f', arguments: '{"a":1}' },
      { type: 'function_call', call_id: 'd', name: 'g', arguments: '{}' },
      { id: 'ctc_1', type: 'custom_tool_call', call_id: 'e', name: 'h', input: 'x' },
      { id: 'ws_1', type: 'novel_call', status: 'completed', action: { query: 'q' } },
    ];
    const stored = {
      id: 'resp_1',
      object: 'response',
      created_at: 1,
      completed_at: 2,
      status: 'completed',
      error: null,
      incomplete_details: null,
      model: 'm',
      output,
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const begun = { ...stored, status: 'in_progress', completed_at: null, output: [], usage: null };
    const item = (output_index: number) => ({ item_id: output[output_index]?.id, output_index });
    const at = (output_index: number, content_index: number) => ({ ...item(output_index), content_index });
    const added = (output_index: number, emptied: object) => ({
      type: 'response.output_item.added',
      output_index,
      item: { ...output[output_index], ...emptied },
    });
    const done = (output_index: number) => ({
      type: 'response.output_item.done',
      output_index,
      item: output[output_index],
    });
    const progress = { status: 'in_progress' };
    const logprobs: [] = [];
    const thought = { ...item(0), summary_index: 0 };
    expect(payloadsOf(stored)).toEqual(
      [
        { type: 'response.created', response: begun },
        { type: 'response.in_progress', response: begun },
        added(0, { summary: [], content: [] }),
        {
          type: 'response.reasoning_summary_part.added',
          ...thought,
          part: { type: 'summary_text', text: '' },
        },
        { type: 'response.reasoning_summary_text.delta', ...thought, delta: 'Hm.' },
        { type: 'response.reasoning_summary_text.done', ...thought, text: 'Hm.' },
        {
          type: 'response.reasoning_summary_part.done',
          ...thought,
          part: { type: 'summary_text', text: 'Hm.' },
        },
        { type: 'response.content_part.added', ...at(0, 0), part: { type: 'reasoning_text', text: '' } },
        { type: 'response.reasoning_text.delta', ...at(0, 0), delta: 'A dog.' },
        { type: 'response.reasoning_text.done', ...at(0, 0), text: 'A dog.' },
        { type: 'response.content_part.done', ...at(0, 0), part: { type: 'reasoning_text', text: 'A dog.' } },
        done(0),
        added(1, { ...progress, content: [] }),
        { type: 'response.content_part.added', ...at(1, 0), part: { ...part, text: '', annotations: [] } },
        {
          type: 'response.output_text.delta',
          ...at(1, 0),
          delta: 'The quick brown fox jumps over the lazy ',
          logprobs,
        },
        { type: 'response.output_text.delta', ...at(1, 0), delta: 'dog, twice.', logprobs },
        { type: 'response.output_text.annotation.added', ...at(1, 0), annotation_index: 0, annotation: citation },
        { type: 'response.output_text.done', ...at(1, 0), text: part.text, logprobs },
        { type: 'response.content_part.done', ...at(1, 0), part },
        { type: 'response.content_part.added', ...at(1, 1), part: { type: 'refusal', refusal: '' } },
        { type: 'response.refusal.delta', ...at(1, 1), delta: 'No.' },
        { type: 'response.refusal.done', ...at(1, 1), refusal: 'No.' },
        { type: 'response.content_part.done', ...at(1, 1), part: { type: 'refusal', refusal: 'No.' } },
        done(1),
        added(2, { ...progress, arguments: '' }),
        { type: 'response.function_call_arguments.delta', ...item(2), delta: '{"a":1}' },
        { type: 'response.function_call_arguments.done', ...item(2), arguments: '{"a":1}' },
        done(2),
        added(3, {}),
        done(3),
        added(4, { input: '' }),
        { type: 'response.custom_tool_call_input.delta', ...item(4), delta: 'x' },
        { type: 'response.custom_tool_call_input.done', ...item(4), input: 'x' },
        done(4),
        added(5, {}),
        done(5),
        { type: 'response.completed', response: stored },
      ].map((payload, sequence_number) => ({ ...payload, sequence_number })),
    );
    expect(eventsOf(stored).map(({ event }) => event)).toEqual(payloadsOf(stored).map(({ type }) => type));
  });

  it.each(['completed', 'incomplete', 'failed'])('ends as the response ended: %s', (status) => {
    expect(payloadsOf({ id: 'r', status, output: [] }).at(-1)).toMatchObject({ type: `response.${status}` });
  });

  it('has the log probabilities beside the tokens they are of', () => {
    const words = ['Twelve characters', ' and some more to', ' fill a slice', ', then a rest.'];
    const logprobs = words.map((token) => ({ token, logprob: -0.5 }));
    const content = [{ type: 'output_text', text: words.join(''), annotations: [], logprobs }];
    const payloads = payloadsOf({ id: 'r', output: [{ id: 'm', type: 'message', content }] });
    const deltas = payloads.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.map(({ delta, logprobs }) => [delta, logprobs])).toEqual([
      [words.slice(0, 3).join(''), logprobs.slice(0, 3)],
      [words[3], logprobs.slice(3)],
    ]);
    expect(payloads.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ logprobs });
  });

  it('is read by the client library of OpenAI as the response it was', async () => {
    await fc.assert(
      fc.asyncProperty(response, async (stored) => {
        const lines = eventsOf(stored).map(({ data }) => `${data}\n`);
        const final = await ResponseStream.fromReadableStream(ReadableStream.from(lines)).finalResponse();
        expect(final).toMatchObject(Object(plain(stored)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a stream', () => {
  const item = { id: 'm', type: 'message', content: [{ type: 'output_text', text: 'Hello' }] };
  const other = { id: 'n', type: 'message', content: [] };
  const whole = { id: 'r', status: 'completed', output: [item] };
  const created = event('response.created', { response: { id: 'r', output: [] } });
  const completed = event('response.completed', { response: whole });

  it.each(['completed', 'incomplete'])('gives the response of its last event: %s', (status) => {
    const response = { ...whole, status };
    const late = event('response.completed', { response: { id: 'late' } });
    const noise = [{ comment: 'x' }, { data: '' }, event('keepalive'), event('novel', { error: null })];
    const delta = event('response.output_text.delta', { delta: 'Hel', obfuscation: 'xxx' });
    const events = [created, ...noise, delta, event(`response.${status}`, { response }), late, { data: '[DONE]' }];
    expect(assemble(events)).toEqual({ answer: response });
  });

  it('gives it by the type in the data, or by the name of the event', () => {
    expect(assemble([{ data: completed.data ?? '' }])).toEqual({ answer: whole });
    expect(assemble([{ event: 'response.completed', data: JSON.stringify({ response: whole }) }])).toEqual({
      answer: whole,
    });
  });

  it.each<[string, JsonObject]>([
    ['no output', { id: 'r', status: 'completed' }],
    ['an empty one', { id: 'r', status: 'completed', output: [] }],
    ['null', { id: 'r', status: 'completed', output: null }],
  ])('gives the items that were done where its last event has %s', (_, response) => {
    const done = [other, item].map((item, i) => event('response.output_item.done', { output_index: 1 - i, item }));
    const { answer } = assemble([created, ...done, event('response.completed', { response })]);
    expect(answer).toEqual({ ...response, output: [item, other] });
  });

  it('keeps numbers as they were written', () => {
    const data = '{"type":"response.completed","response":{"created_at":1.0,"output":[{"type":"message"}]}}';
    expect(JSON.stringify(assemble([{ data }]).answer)).toContain('"created_at":1.0');
  });

  it.each<[string, SseEvent[]]>([
    ['cut', []],
    ['cut', [created]],
    ['cut', [created, event('response.output_item.done', { output_index: 0, item }), { data: '[DONE]' }]],
    ['error', [created, event('response.failed', { response: { ...whole, status: 'failed' } })]],
    ['error', [created, event('error', { code: 'server_error', message: 'overloaded' }), completed]],
    ['error', [created, { event: 'error', data: 'overloaded' }, completed]],
    ['error', [created, { data: '{"error":{"message":"overloaded"}}' }, completed]],
    ['unparsable', [created, { event: 'response.output_text.delta', data: '{"delta":"Hel' }, completed]],
    ['unparsable', [event('response.completed', { response: 7 })]],
  ])('may be no answer: %s', (fault, events) => {
    expect(assemble(events)).toEqual({ fault });
  });
});

it('has its usage in the last event, asked for or not', () => {
  const last = event('response.completed', { response: { usage: { input_tokens: 1 } } });
  expect(responses.withoutUsage(last)).toBe(last);
});

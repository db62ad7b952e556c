import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../types.ts';
import { responses } from './responses.ts';

const ask = (fields: JsonObject = {}) =>
  responses.ask(
    { model: 'gpt-4o', input: 'Hi', ...fields },
    { ignore: responses.keyIgnore, mask: [], resolveModel: (model) => model },
  );
const text = (words: string): JsonObject => ({ type: 'output_text', text: words, annotations: [] });
const message = (part: JsonObject, fields: JsonObject = {}): JsonObject => ({
  id: 'msg',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [part],
  ...fields,
});
const call = (values: string): JsonObject => ({ type: 'function_call', call_id: 'c', name: 'f', arguments: values });
const reasoning: JsonObject = { id: 'rs', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] };
const answer = (output: JsonObject[], fields: JsonObject = {}): JsonObject => ({
  id: 'resp',
  object: 'response',
  model: 'gpt-4o',
  status: 'completed',
  error: null,
  incomplete_details: null,
  output,
  ...fields,
});
const fine = message(text('Hello'));
const json = { text: { format: { type: 'json_object' } } };
const limit = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };

describe('an answer that may be stored', () => {
  it.each<[string, JsonObject, JsonObject?]>([
    ['text', answer([fine])],
    ['text after reasoning', answer([reasoning, fine])],
    ['cut at its limit', answer([message(text('Hel'), { status: 'incomplete' })], limit)],
    ['a tool call', answer([call('{"a":1.0}')])],
    ['a custom tool call, in free text', answer([{ type: 'custom_tool_call', call_id: 'c', name: 'f', input: '{' }])],
    ['JSON, asked for', answer([message(text(' {"a": [1]}'))]), json],
    ['JSON after a commentary', answer([message(text('So:'), { phase: 'commentary' }), message(text('{}'))]), json],
    ['a tool call instead of JSON', answer([call('{}')]), json],
    ['an item of a kind unknown', answer([{ type: 'novel' }])],
    ['a dated model', answer([fine], { model: 'gpt-4o-2024-08-06' })],
    ['no status', { output: [fine] }],
    ['any model, when none was asked for', answer([fine]), { model: null }],
  ])('%s', (_, whole, fields) => {
    expect(responses.fault(whole, ask(fields))).toBeNull();
  });
});

describe('an answer that may not', () => {
  it.each<[string, JsonObject, JsonObject?]>([
    ['error', { error: { message: 'overloaded' } }],
    ['error', answer([fine], { error: { code: 'server_error' } })],
    ['error', answer([fine], { status: 'failed' })],
    ['error', answer([fine], { status: 'cancelled' })],
    ['cut', answer([], { status: 'queued' })],
    ['cut', answer([fine], { status: 'in_progress' })],
    ['other-model', answer([fine], { model: 'gpt-3.5-turbo' })],
    ['content_filter', answer([fine], { status: 'incomplete', incomplete_details: { reason: 'content_filter' } })],
    ['refusal', answer([message({ type: 'refusal', refusal: 'No.' })])],
    ['empty', answer([])],
    ['empty', { id: 'resp' }],
    ['empty', answer([message(text(''))])],
    ['empty', answer([reasoning], limit)],
    ['tool-arguments', answer([call('{"a":')])],
    ['tool-arguments', answer([fine, { type: 'function_call', name: 'f' }])],
    ['schema-content', answer([message(text('{"a":'))]), json],
  ])('%s', (reason, whole, fields) => {
    expect(responses.fault(whole, ask(fields))).toBe(reason);
  });
});

it('says what all its messages say', () => {
  const parts = message(text('a'), { content: [text('a'), { type: 'refusal', refusal: 'x' }, text('b')] });
  expect(responses.text(answer([reasoning, parts, call('{}'), fine]))).toBe('ab\nHello');
  expect(responses.text({})).toBe('');
});

it('tells what it cost', () => {
  const counts = { input_tokens: 9, input_tokens_details: { cached_tokens: 4 }, output_tokens: 5, total_tokens: 14 };
  expect(responses.usage(answer([fine], { usage: counts }))).toEqual({
    inputTokens: 9,
    outputTokens: 5,
    cachedInputTokens: 4,
  });
  expect(responses.usage(answer([fine], { usage: { input_tokens: 9 } }))).toEqual({
    inputTokens: 9,
    outputTokens: 0,
    cachedInputTokens: 0,
  });
  expect(responses.usage(answer([fine], { usage: null }))).toBeNull();
});

it('is partial when it ended at its limit', () => {
  expect(responses.isPartial(answer([fine], limit))).toBe(true);
  expect(responses.isPartial(answer([fine]))).toBe(false);
});

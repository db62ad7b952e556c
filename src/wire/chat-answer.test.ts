import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../types.ts';
import { chat } from './chat.ts';
import { scanJson } from './json-scan.ts';

const ask = (fields: JsonObject = {}) =>
  chat.ask(
    { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], ...fields },
    { ignore: chat.keyIgnore, mask: [], resolveModel: (model) => model },
  );
const choice = (message: JsonObject, fields: JsonObject = {}): JsonObject => ({
  index: 0,
  message: { role: 'assistant', ...message },
  finish_reason: 'stop',
  ...fields,
});
const answer = (...choices: JsonObject[]): JsonObject => ({
  id: 'x',
  object: 'chat.completion',
  model: 'gpt-4o',
  choices,
});
const called = (text: string) => ({
  content: null,
  tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: text } }],
});
const fine = choice({ content: 'Hello' });

describe('an answer that may be stored', () => {
  it.each<[string, JsonObject, JsonObject?]>([
    ['text', answer(fine)],
    ['cut at its limit', answer(choice({ content: 'Hel' }, { finish_reason: 'length' }))],
    ['a tool call', answer(choice(called('{"a":1.0}'), { finish_reason: 'tool_calls' }))],
    [
      'a custom tool call, in free text',
      answer(choice({ tool_calls: [{ type: 'custom', custom: { name: 'f', input: '{' } }] })),
    ],
    ['a function call', answer(choice({ function_call: { name: 'f', arguments: '{}' } }))],
    ['JSON, asked for', answer(choice({ content: ' {"a": [1]}' })), { response_format: { type: 'json_object' } }],
    ['a tool call instead of JSON', answer(choice(called('{}'))), { response_format: { type: 'json_schema' } }],
    ['parts of content', answer(choice({ content: [{ type: 'text', text: 'a' }] }))],
    ['audio', answer(choice({ content: null, audio: { id: 'a' } }))],
    ['several choices', answer(fine, fine)],
    ['a dated model', { ...answer(fine), model: 'gpt-4o-2024-08-06' }],
    ['no model', { choices: [fine] }],
    ['error: null', { ...answer(fine), error: null }],
    ['refusal: null', answer(choice({ content: 'Hello', refusal: null }))],
  ])('%s', (_, whole, fields) => {
    expect(chat.fault(whole, ask(fields))).toBeNull();
  });
});

describe('an answer that may not', () => {
  it.each<[string, JsonObject, JsonObject?]>([
    ['error', { error: { message: 'overloaded' } }],
    ['error', { ...answer(fine), error: 'overloaded' }],
    ['error', answer(choice({ content: 'Hel' }, { finish_reason: 'error' }))],
    ['error', answer(choice({ content: 'Hel' }, { error: { code: 502 } }))],
    ['error', answer(choice({ content: 'Hel' }, { finish_reason: 'abort' }))],
    ['content_filter', answer(choice({ content: '' }, { finish_reason: 'content_filter' }))],
    ['refusal', answer(choice({ content: null, refusal: 'I cannot.' }))],
    ['empty', answer()],
    ['empty', { model: 'gpt-4o' }],
    ['empty', answer(choice({ content: '' }))],
    ['empty', answer(choice({ content: null, tool_calls: [] }))],
    ['empty', answer(choice({ content: '', reasoning: 'Let me think' }, { finish_reason: 'length' }))],
    ['empty', answer({ index: 0, finish_reason: 'stop' })],
    ['cut', answer(choice({ content: 'Hel' }, { finish_reason: null }))],
    ['tool-arguments', answer(choice(called('{"a":')))],
    ['tool-arguments', answer(choice(called('')))],
    ['tool-arguments', answer(choice({ function_call: { name: 'f', arguments: '{}{}' } }))],
    ['schema-content', answer(choice({ content: '```json\n{}\n```' })), { response_format: { type: 'json_object' } }],
    [
      'schema-content',
      answer(choice({ content: '{"a":' }, { finish_reason: 'length' })),
      { response_format: { type: 'json_schema' } },
    ],
    ['other-model', { ...answer(fine), model: 'gpt-4o-mini' }],
    ['empty', answer(fine, choice({ content: '' }))],
  ])('%s: %j', (reason, whole, fields) => {
    expect(chat.fault(whole, ask(fields))).toBe(reason);
  });
});

describe('what an answer says', () => {
  it('its usage', () => {
    const usage = { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 8 } };
    expect(chat.usage({ usage })).toEqual({ inputTokens: 12, outputTokens: 3, cachedInputTokens: 8 });
    expect(chat.usage({ usage: { prompt_tokens: 12 } })).toEqual({
      inputTokens: 12,
      outputTokens: 0,
      cachedInputTokens: 0,
    });
    expect(chat.usage({ usage: scanJson('{"prompt_tokens":12.0}') })?.inputTokens).toBe(12);
    expect(chat.usage({ usage: null })).toBeNull();
    expect(chat.usage({})).toBeNull();
  });

  it('its text', () => {
    expect(chat.text(answer(fine, choice({ content: [{ type: 'text', text: 'a' }, { type: 'x' }] })))).toBe('Hello\na');
    expect(chat.text(answer(choice(called('{}'))))).toBe('');
    expect(chat.text({})).toBe('');
  });

  it('whether it ended at a limit', () => {
    expect(chat.isPartial(answer(fine))).toBe(false);
    expect(chat.isPartial(answer(fine, choice({ content: 'Hel' }, { finish_reason: 'length' })))).toBe(true);
  });
});

import { expect, test } from 'vitest';
import type { Json } from '../types.ts';
import { referencesIn } from './references.ts';

const user = (...content: Json[]) => ({ role: 'user', content });

const cases: Record<string, [body: Json, ids: string[]]> = {
  'a response': [{ input: 'Hi', previous_response_id: 'resp_1' }, ['resp_1']],
  'a conversation by its id': [{ conversation: 'conv_1' }, ['conv_1']],
  'a conversation, whatever else it has': [{ conversation: { a: 1, id: 'conv_1' } }, ['conv_1']],
  'a file of a responses request': [{ input: [user({ type: 'input_file', file_id: 'file-1' })] }, ['file-1']],
  'a file of a chat request': [{ messages: [user({ type: 'file', file: { file_id: 'file-1' } })] }, ['file-1']],
  'files and stores of tools': [
    {
      tools: [
        { type: 'file_search', vector_store_ids: ['vs_1', 'vs_2'] },
        { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-1'] } },
      ],
    },
    ['vs_1', 'vs_2', 'file-1'],
  ],
  'a container': [{ tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }, ['cntr_1']],
  'items, with their type and without': [
    { input: [{ type: 'item_reference', id: 'msg_1' }, { id: 'msg_2' }] },
    ['msg_1', 'msg_2'],
  ],
  'a template of prompts, and a voice': [
    {
      prompt: { id: 'pmpt_1', variables: { cv: { type: 'input_file', file_id: 'file-1' } } },
      voice: { id: 'voice_1' },
    },
    ['pmpt_1', 'file-1', 'voice_1'],
  ],
  'nothing: what the client itself calls an id': [
    { metadata: { id: 'mine' }, tools: [{ type: 'function', parameters: { properties: { id: { default: 'x' } } } }] },
    [],
  ],
  'nothing: items that are there themselves, and texts': [
    {
      input: [
        { type: 'message', role: 'assistant', id: 'msg_1', content: [{ type: 'output_text', text: 'file_id' }] },
        { type: 'function_call', id: 'fc_1', call_id: 'call_1' },
        user({ type: 'input_text', text: '{"file_id":"file-1"}' }),
      ],
      previous_response_id: null,
    },
    [],
  ],
};

test.each(Object.entries(cases))('%s', (_, [body, ids]) => {
  expect(referencesIn(body)).toEqual(ids);
});

import { expect, test } from 'vitest';
import { renameModel } from './rename.ts';

test('the name alone changes', () => {
  const others = String.raw`"seed":9007199254740993,"temperature":1.0,"metadata":{"model":"llama","n":-0},"stop":["\"model\":\"llama\"","\ud800"],"__proto__":{"a":1}`;
  const body = (model: string) => `{"stream":true,"model":"${model}",${others}}`;
  expect(renameModel(body('llama'), 'meta-llama/llama')).toBe(body('meta-llama/llama'));
});

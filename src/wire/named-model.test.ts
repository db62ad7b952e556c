import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namedModel } from './named-model.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const inJson = (text: string) => namedModel(Buffer.from(text), JSON_TYPE);

describe('JSON', () => {
  test.each<[string, string | null]>([
    ['{"model":"a"}', 'a'],
    ['  { "input" : [1, {"model": "no"}], "model" : "\\u0061/b" }', 'a/b'],
    ['{"input":"\\"model\\":\\"no\\" , ","model":"a"}', 'a'],
    ['{"input":"\\\\","model":"a"}', 'a'],
    ['{"x":"model","y":"no","model":"a"}', 'a'],
    ['{"a":{},"model":"größer"}', 'größer'],
    ['{"model":null}', null],
    ['{"model":7,"x":"no"}', null],
    ['{"model":["no"]}', null],
    ['{"model":{"x":"no"}}', null],
    ['{"model":"\\x"}', null],
    ['[{"model":"no"}]', null],
    ['{"input":"it goes on, \\"model\\":\\"no\\"', null],
    ['"model"', null],
    ['', null],
    ['{"model":"a', null],
  ])('%s', (text, model) => {
    expect(inJson(text)).toBe(model);
  });

  test('the same as a parser finds in all of it, however it is written; a part of it tells that or nothing', () => {
    const field = fc.oneof(fc.constantFrom('model', 'input', 'x'), fc.string());
    const body = fc.dictionary(field, fc.oneof(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(
        body,
        fc.option(fc.string({ unit: 'binary' })),
        fc.nat(),
        fc.constantFrom(0, 1),
        (fields, model, cut, indent) => {
          const whole = { ...fields, ...(model !== null && { model }) };
          const text = JSON.stringify(whole, null, indent);
          const expected = typeof whole.model === 'string' ? (JSON.parse(text) as { model: string }).model : null;
          expect(inJson(text)).toBe(expected);
          expect([expected, null]).toContain(inJson(text.slice(0, cut % (text.length + 1))));
        },
      ),
    );
  });
});

describe('a form', () => {
  const type = 'multipart/form-data; boundary=----b0und"ary'.replace('"', '');
  const part = (headers: string, value: string) => `------b0undary\r\n${headers}\r\n\r\n${value}\r\n`;
  const field = (name: string, value: string) => part(`Content-Disposition: form-data; name="${name}"`, value);
  const file = part(
    'Content-Disposition: form-data; name="file"; filename="model"\r\nContent-Type: audio/mpeg',
    'name="model"\r\n\r\nno\u0000\u00ff',
  );
  const end = '------b0undary--\r\n';
  const inForm = (text: string, contentType = type) => namedModel(Buffer.from(text, 'latin1'), contentType);

  test.each<[string, string, string | null]>([
    ['first', field('model', 'a') + file + end, 'a'],
    ['last', file + field('model', 'a') + end, 'a'],
    ['whose rest is on its way', file + field('model', 'a') + part('', '').slice(0, 16), 'a'],
    ['that is on its way itself', file + field('model', 'a'), null],
    ['without quotation marks', part('content-disposition: form-data; name=model', 'a') + end, 'a'],
    [
      'with a type of its own',
      part('Content-Disposition: form-data; name="model"\r\nContent-Type: text/plain', 'a') + end,
      'a',
    ],
    ['in UTF-8', field('model', Buffer.from('größer').toString('latin1')) + end, 'größer'],
    ['that is empty', field('model', '') + end, null],
    ['that is not there', field('models', 'a') + file + end, null],
    ['in no form', 'model=a', null],
  ])('%s', (_, text, model) => {
    expect(inForm(text)).toBe(model);
  });

  test('with a boundary in quotation marks', () => {
    const quoted = 'multipart/form-data; charset=utf-8; boundary="----b0undary"';
    expect(inForm(field('model', 'a') + end, quoted)).toBe('a');
  });

  test('as it is written by others, with any bytes for a file; a part of it tells that or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ minLength: 1 }).filter((text) => !/[\r\n]/.test(text)),
        fc.boolean(),
        fc.nat(),
        async (bytes, model, before, cut) => {
          const form = new FormData();
          if (before) form.append('model', model);
          form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'a"b.mp3');
          if (!before) form.append('model', model);
          const sent = new Response(form);
          const body = Buffer.from(await sent.arrayBuffer());
          const contentType = sent.headers.get('content-type') ?? '';
          expect(namedModel(body, contentType)).toBe(model);
          expect([model, null]).toContain(namedModel(body.subarray(0, cut % (body.length + 1)), contentType));
        },
      ),
    );
  });
});

test('of another type nothing is said', () => {
  expect(namedModel(Buffer.from('{"model":"a"}'), 'text/plain')).toBeNull();
  expect(namedModel(Buffer.from('{"model":"a"}'), '')).toBeNull();
});

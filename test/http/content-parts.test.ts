/** Images, sounds and files in a question: they are part of the request as they are. */
import { afterAll, describe, expect, test } from 'vitest';
import { MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const QUESTION = 'How do vaccines work?';
/** At a cosine similarity of 0.94. */
const REWORDED = 'Can you explain how vaccines work?';

const image = (url: string, detail = 'auto') => ({ type: 'image_url', image_url: { url, detail } });
const sound = (data: string) => ({ type: 'input_audio', input_audio: { data, format: 'wav' } });
const file = (fields: object) => ({ type: 'file', file: fields });
const inputImage = (fields: object) => ({ type: 'input_image', ...fields });
const inputFile = (fields: object) => ({ type: 'input_file', ...fields });

/** Two parts of each kind that are not the same. */
const CHAT: Record<string, [object, object]> = {
  'a remote image': [image('https://images.example/1.png'), image('https://images.example/2.png')],
  'an image at another resolution': [
    image('https://images.example/1.png'),
    image('https://images.example/1.png', 'low'),
  ],
  'an image in the request': [image('data:image/png;base64,AAAA'), image('data:image/png;base64,AAAB')],
  'a sound': [sound('AAAA'), sound('AAAB')],
  'a file': [file({ filename: 'a.pdf', file_data: 'AAAA' }), file({ filename: 'a.pdf', file_data: 'AAAB' })],
  'a file by its id': [file({ file_id: 'file_1' }), file({ file_id: 'file_2' })],
};
const RESPONSES: Record<string, [object, object]> = {
  'a remote image': [
    inputImage({ image_url: 'https://a.example/1' }),
    inputImage({ image_url: 'https://a.example/2' }),
  ],
  'an image by its id': [inputImage({ file_id: 'file_1' }), inputImage({ file_id: 'file_2' })],
  'a sound': [sound('AAAA'), sound('AAAB')],
  'a file': [inputFile({ file_url: 'https://a.example/1.pdf' }), inputFile({ file_url: 'https://a.example/2.pdf' })],
  'a file by its id': [inputFile({ file_id: 'file_1' }), inputFile({ file_id: 'file_2' })],
};

const ENDPOINTS = [
  ['/v1/chat/completions', 'messages', 'text', CHAT],
  ['/v1/responses', 'input', 'input_text', RESPONSES],
] as const;

describe.each(ENDPOINTS)('%s', (path, field, type, kinds) => {
  const ask = (text: string, ...parts: object[]) => ({
    model: MODEL,
    [field]: [{ role: 'user', content: [{ type, text }, ...parts] }],
  });

  test.each(Object.entries(kinds))('%s: the same is a hit, another is not', async (_, [one, other]) => {
    const { post } = proxy.client();
    const miss = await post(path, ask(QUESTION, one));
    const hit = await post(path, ask(QUESTION, one));
    expect([miss, hit].map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'HIT']);
    expect(hit.text).toBe(miss.text);
    for (const parts of [[other], [], [one, other], [other, one]]) {
      expect((await post(path, ask(QUESTION, ...parts))).headers).toMatchObject({ 'x-cache': 'MISS' });
    }
  });

  test.each(Object.entries(kinds))('%s: what means the same is not', async (_, [one]) => {
    const { post } = proxy.client();
    await post(path, ask(QUESTION, one));
    const reworded = await post(path, ask(REWORDED, one));
    expect(reworded.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'media' });
  });

  test('parts of text alone are matched by meaning', async () => {
    const { post } = proxy.client();
    await post(path, ask(QUESTION));
    expect((await post(path, ask(REWORDED))).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
  });

  test('the upstream is sent every part as it came, and fetches what is remote by itself', async () => {
    const { post } = proxy.client();
    const parts = Object.values(kinds).flat();
    await post(path, ask(`What do all of these show, on ${path}?`, ...parts));
    const [call] = proxy.calls(`What do all of these show, on ${path}?`);
    expect(call?.json).toMatchObject({ [field]: [{ content: [{ type }, ...parts] }] });
  });
});

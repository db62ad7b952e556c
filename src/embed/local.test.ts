import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TinyModel, writeTinyModel } from '../../test/tiny-model.ts';
import type { Embedder } from '../types.ts';
import { createLocalEmbedder, type LocalEmbedderOptions } from './local.ts';
import { dot } from './vector.ts';

const shipped = fileURLToPath(new URL('../../models/all-MiniLM-L6-v2', import.meta.url));
const never = new AbortController().signal;

let root: string;
const opened: Embedder[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'embed-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((embedder) => embedder.close()));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function open(options: LocalEmbedderOptions): Promise<Embedder> {
  const embedder = await createLocalEmbedder(options);
  opened.push(embedder);
  return embedder;
}

const axis = (dimensions: number, at: number) => Array.from({ length: dimensions }, (_, i) => (i === at ? 1 : 0));

const reds = (count: number) => new Array(count).fill('red').join(' ');

async function tiny(name: string, model: Partial<TinyModel> = {}): Promise<string> {
  const folder = join(root, name);
  const words = ['red', 'green', 'blue'];
  const rows = Array.from({ length: words.length + 1 }, (_, i) => axis(768, i));
  await writeTinyModel(folder, { words, rows, ...model });
  return folder;
}

describe('the shipped model', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createLocalEmbedder({ folder: shipped });
  });
  afterAll(() => embedder.close());

  test('is what its documentation says', () => {
    expect(embedder).toMatchObject({ id: 'all-MiniLM-L6-v2-c41bfdee-384', dimensions: 384, window: 256 });
  });

  test('gives the published cosines, as near as int8 can', async () => {
    const texts = ['The weather is lovely today.', "It's so sunny outside!", 'He drove to the stadium.'];
    const [a, b, c] = await Promise.all(texts.map(async (text) => (await embedder.embed(text, never)).vector));
    if (!a || !b || !c) throw new Error('three texts, three vectors');
    expect(Math.abs(dot(a, b) - 0.666)).toBeLessThan(0.02);
    expect(Math.abs(dot(a, c) - 0.1046)).toBeLessThan(0.02);
    expect(Math.abs(dot(b, c) - 0.1411)).toBeLessThan(0.02);
  });

  test('reads 254 word pieces between its two special tokens, and not one more', async () => {
    const full = await embedder.embed('word '.repeat(254), never);
    expect(full).toMatchObject({ tokens: 256, vector: { length: 384 } });
    const over = await embedder.embed('word '.repeat(255), never);
    expect(over).toMatchObject({ tokens: 257, vector: { length: 0 } });
  });

  test('counts what it does not know', async () => {
    expect(await embedder.embed('What is the capital of France?', never)).toMatchObject({ tokens: 9, unknown: 0 });
    expect((await embedder.embed('I like 🙂 very much', never)).unknown).toBe(1);
  });

  test('names the whole words it knows', () => {
    expect(embedder.vocabulary.size).toBeGreaterThan(15_000);
    expect(embedder.vocabulary.has('france')).toBe(true);
    expect(embedder.vocabulary.has('##ing')).toBe(false);
    expect(embedder.vocabulary.has('[CLS]')).toBe(false);
    expect(embedder.vocabulary.has('frnace')).toBe(false);
  });
});

describe('another model', () => {
  test('of other dimensions, another tokenizer and fewer inputs works as it is', async () => {
    const embedder = await open({ folder: await tiny('rgb') });
    expect(embedder).toMatchObject({ dimensions: 768, window: 512 });
    expect(embedder.id).toMatch(/^rgb-[0-9a-f]{8}-768$/);
    expect([...embedder.vocabulary]).toEqual(['red', 'green', 'blue']);
    const { vector, tokens, unknown } = await embedder.embed('red green', never);
    expect({ tokens, unknown }).toEqual({ tokens: 2, unknown: 0 });
    expect([...vector.slice(0, 5)].map((value) => value.toFixed(3))).toEqual([
      '0.000',
      '0.707',
      '0.707',
      '0.000',
      '0.000',
    ]);
    expect((await embedder.embed('red purple', never)).unknown).toBeGreaterThan(0);
  });

  test('a text without a token is an error, not a vector', async () => {
    const embedder = await open({ folder: await tiny('rgb') });
    await expect(embedder.embed('', never)).rejects.toThrow();
    expect((await embedder.embed('red', never)).vector).toHaveLength(768);
  });

  test('is pooled as its folder says', async () => {
    const config = {
      [join('1_Pooling', 'config.json')]: { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
    };
    const embedder = await open({ folder: await tiny('first', { config }) });
    expect((await embedder.embed('green red', never)).vector[2]).toBe(1);
  });

  test.each([
    [
      'sentence_bert_config.json',
      { 'sentence_bert_config.json': { max_seq_length: 5 }, 'config.json': { max_position_embeddings: 9 } },
      5,
    ],
    [
      'config.json',
      { 'tokenizer_config.json': { model_max_length: 1e30 }, 'config.json': { max_position_embeddings: 9 } },
      9,
    ],
    [
      'tokenizer_config.json',
      { 'tokenizer_config.json': { model_max_length: 7 }, 'config.json': { max_position_embeddings: 9 } },
      7,
    ],
  ])('takes its window from %s', async (name, config, window) => {
    const embedder = await open({ folder: await tiny(`window-${name}`, { config }) });
    expect(embedder.window).toBe(window);
    expect((await embedder.embed(reds(window), never)).vector).toHaveLength(768);
    expect(await embedder.embed(reds(window + 1), never)).toMatchObject({
      tokens: window + 1,
      vector: { length: 0 },
    });
  });

  test('of the same name has another id when its weights differ', async () => {
    const one = await open({ folder: await tiny('named') });
    const rows = [0, 1, 2, 4].map((at) => axis(768, at));
    const other = await open({ folder: await tiny(join('elsewhere', 'named'), { rows }) });
    expect(other.id).not.toBe(one.id);
    expect(other.id.slice(0, 6)).toBe(one.id.slice(0, 6));
  });
});

describe('what cannot be loaded', () => {
  test.each<[string, RegExp, (folder: string) => Promise<unknown>]>([
    ['a missing folder', /holds none of onnx\/model_quantized\.onnx/, (folder) => rm(folder, { recursive: true })],
    ['a folder without a tokenizer', /tokenizer\.json/, (folder) => rm(join(folder, 'tokenizer.json'))],
    [
      'broken weights',
      /Load model|protobuf|parsing/i,
      (folder) => writeFile(join(folder, 'onnx', 'model.onnx'), 'no model'),
    ],
    ['a broken config', /config\.json is not JSON/, (folder) => writeFile(join(folder, 'config.json'), '{')],
  ])('%s is said clearly', async (name, message, spoil) => {
    const folder = await tiny(name.replaceAll(' ', '-'));
    await spoil(folder);
    const failure = await createLocalEmbedder({ folder }).catch((error: unknown) => error);
    expect(String(failure)).toContain(`no embedding model can be loaded from ${folder}: `);
    expect(String(failure)).toMatch(message);
  });

  test('an unknown pooling is said clearly', async () => {
    const config = { [join('1_Pooling', 'config.json')]: { pooling_mode_lasttoken: true } };
    const folder = await tiny('last', { config });
    await expect(createLocalEmbedder({ folder })).rejects.toThrow('wants pooling_mode_lasttoken');
  });
});

describe('the thread', () => {
  async function openWithThread(options: LocalEmbedderOptions): Promise<{ embedder: Embedder; thread: Worker }> {
    const created = once(process, 'worker');
    const embedder = await open(options);
    const [thread] = await created;
    return { embedder, thread };
  }

  test('dies: calls are rejected, and a later one starts it again', async () => {
    let time = 0;
    const folder = await tiny('dying');
    const { embedder, thread } = await openWithThread({ folder, now: () => time });
    const before = await embedder.embed('red', never);
    await thread.terminate();
    await expect(embedder.embed('green', never)).rejects.toThrow('the embedder died; next start in 1 s');
    expect(await embedder.embed('red', never)).toBe(before); // remembered
    time += 1_000;
    expect((await embedder.embed('green', never)).vector[2]).toBe(1);
  });

  test('dies with a text under way: that call is rejected', async () => {
    const { embedder, thread } = await openWithThread({ folder: await tiny('dying') });
    const gone = thread.terminate();
    await expect(embedder.embed('blue', never)).rejects.toThrow('ended');
    await gone;
  });

  test('does not come back with another model under the same id', async () => {
    let time = 0;
    const folder = await tiny('changing');
    const { embedder, thread } = await openWithThread({ folder, now: () => time });
    await cp(await tiny('other', { rows: [0, 1, 2, 4].map((at) => axis(768, at)) }), folder, { recursive: true });
    await thread.terminate();
    time += 1_000;
    const failure = await embedder.embed('red', never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: { message: expect.stringContaining('restart to use it') } });
  });

  test('is bounded: more texts than may wait are refused', async () => {
    const embedder = await open({ folder: shipped, queueLimit: 3 });
    const texts = Array.from({ length: 10 }, (_, i) => `word ${i}`);
    const results = await Promise.allSettled(texts.map((text) => embedder.embed(text, never)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect((await embedder.embed('later', never)).vector).toHaveLength(384);
  });

  test('is closed amid its work: that is finished, and nothing else is begun', async () => {
    const embedder = await createLocalEmbedder({ folder: shipped });
    const running = embedder.embed('word '.repeat(250), never);
    const waiting = expect(embedder.embed('waiting', never)).rejects.toThrow('closed');
    await embedder.close();
    await waiting;
    expect((await running).vector).toHaveLength(384);
    await expect(embedder.embed('later', never)).rejects.toThrow('closed');
  });
});

test.each([0, 5, 20, 120])('a process that exits %d ms after a text was asked exits as it was told', async (wait) => {
  const script = join(root, `exit-${wait}.mjs`);
  await writeFile(
    script,
    `import { createLocalEmbedder } from ${JSON.stringify(new URL('./local.ts', import.meta.url).href)};
    const embedder = await createLocalEmbedder({ folder: ${JSON.stringify(shipped)} });
    const signal = new AbortController().signal;
    for (let i = 0; i < 9; i++) embedder.embed('word '.repeat(200 + i), signal).catch(() => {});
    setTimeout(() => process.exit(7), ${wait});`,
  );
  const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit');
  expect(code).toBe(7);
});

test('keeps the latest embeddings, and no more of them than it was told', async () => {
  const embedder = await open({ folder: await tiny('lru'), remembered: 2 });
  const red = await embedder.embed('red', never);
  const green = await embedder.embed('green', never);
  expect(await embedder.embed('red', never)).toBe(red);
  await embedder.embed('blue', never);
  expect(await embedder.embed('red', never)).toBe(red);
  expect(await embedder.embed('green', never)).not.toBe(green);
});

/** The contract of `Embedder`: every implementation joins with one line. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfTest } from '../../src/embed/self-test.ts';
import type { Embedder } from '../../src/types.ts';

interface EmbedderImplementation {
  open(): Promise<Embedder>;
  /** Closes what `open` needed. */
  clean?(): Promise<void>;
}

const never = new AbortController().signal;
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

export function describeEmbedder(name: string, { open, clean }: EmbedderImplementation): void {
  describe(`${name} is an Embedder`, () => {
    let embedder: Embedder;

    beforeAll(async () => {
      embedder = await open();
    });
    afterAll(async () => {
      await embedder.close();
      await clean?.();
    });

    test('names itself in a way that fits a file and a collection, and as before', async () => {
      expect(embedder.id).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
      const again = await open();
      expect(again.id).toBe(embedder.id);
      await again.close();
    });

    test('gives normalised vectors of its dimensions, and counts tokens', async () => {
      for (const text of ['What is the capital of France?', 'a', 'x '.repeat(20)]) {
        const { vector, tokens, unknown } = await embedder.embed(text, never);
        expect(vector).toHaveLength(embedder.dimensions);
        expect(dot(vector, vector)).toBeCloseTo(1, 4);
        expect(tokens).toBeGreaterThan(0);
        expect(tokens).toBeLessThanOrEqual(embedder.window);
        expect(unknown).toBeGreaterThanOrEqual(0);
      }
    });

    test('gives a text the same vector alone and among others, and another text another', async () => {
      const question = 'How do I boil an egg?';
      const alone = await embedder.embed(question, never);
      const texts = [question, 'What is a neutron star?', question, 'Who wrote Hamlet?'];
      const [first, other, second] = await Promise.all(texts.map((text) => embedder.embed(text, never)));
      expect(first?.vector).toEqual(alone.vector);
      expect(second?.vector).toEqual(alone.vector);
      expect(dot(alone.vector, other?.vector ?? new Float32Array())).toBeLessThan(0.9);
    });

    test('passes its self-test', async () => {
      await selfTest(embedder);
    });

    test.each([1.2, 2, 200])('a text of %d windows is not embedded, and its tokens say so', async (windows) => {
      const { vector, tokens } = await embedder.embed('word '.repeat(embedder.window * windows), never);
      expect(vector).toHaveLength(0);
      expect(tokens).toBeGreaterThan(embedder.window);
    });

    test('odd texts do no harm', async () => {
      for (const text of ['', ' ', '\u0000', '\ud800', '🙂🙃', '[CLS] [SEP]', '\n'.repeat(50), '日本語のテキスト']) {
        const embedded = await embedder.embed(text, never).catch((error: unknown) => error);
        if (embedded instanceof Error) expect(embedded.message).not.toBe('');
        else expect(embedded).toHaveProperty('vector.length', embedder.dimensions);
      }
      expect((await embedder.embed('still alive', never)).vector).toHaveLength(embedder.dimensions);
    });

    test('an aborted signal rejects with its reason, before and during the work', async () => {
      await expect(embedder.embed('too late', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
      const controller = new AbortController();
      const embedding = embedder.embed('in time, but unwanted', controller.signal);
      controller.abort(new Error('changed my mind'));
      await expect(embedding).rejects.toThrow('changed my mind');
    });

    test('one that waits is not disturbed by another that leaves', async () => {
      const controller = new AbortController();
      const question = 'Two ask the same, and one of them leaves';
      const leaving = embedder.embed(question, controller.signal);
      const staying = embedder.embed(question, never);
      controller.abort(new Error('left'));
      await expect(leaving).rejects.toThrow('left');
      expect((await staying).vector).toHaveLength(embedder.dimensions);
    });
  });
}

/** Made-up values to store, and a place to store them in. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Alias, Entry, EntryMeta, Ms, Point } from '../src/types.ts';

/** A folder that goes when the test that asked for it is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'llm-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function newKey(): string {
  return randomUUID().replaceAll('-', '').repeat(2);
}

export function newEntry(
  now: Ms,
  meta: Partial<EntryMeta> = {},
  body: Uint8Array = Buffer.from('{"answer":42}'),
): Entry {
  return {
    kind: 'entry',
    meta: {
      namespace: 'default',
      scope: 'c0ffee'.repeat(10),
      endpoint: 'chat.completions',
      model: 'llama-3.3-70b-versatile',
      upstream: 'groq',
      question: 'What is the answer?',
      usage: { inputTokens: 12, outputTokens: 3, cachedInputTokens: 0 },
      tags: ['faq', 'en'],
      version: 'v1',
      shape: { model: '0a1b2c3d' },
      storedAt: now,
      staleAt: now + 60_000,
      deleteAt: now + 120_000,
      ...meta,
    },
    body: new Uint8Array(body),
  };
}

export function newAlias(now: Ms, alias: Partial<Alias> = {}): Alias {
  return {
    kind: 'alias',
    namespace: 'default',
    target: newKey(),
    similarity: 0.9341,
    matchedBy: 'cosine',
    embedder: 'all-MiniLM-L6-v2',
    guards: '3',
    madeAt: now,
    entryStoredAt: now,
    deleteAt: now + 120_000,
    ...alias,
  };
}

export function normalised(values: Iterable<number>): Float32Array {
  const vector = Float32Array.from(values);
  const norm = Math.hypot(...vector);
  return norm === 0 ? Float32Array.from(vector, (_, index) => (index === 0 ? 1 : 0)) : vector.map((v) => v / norm);
}

export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

export function newPoint(now: Ms, point: Partial<Point> & Pick<Point, 'vector'>): Point {
  return {
    key: randomUUID(),
    scope: 'scope',
    namespace: 'default',
    question: 'How do I bake bread?',
    deleteAt: now + 120_000,
    ...point,
  };
}

import { describe, expect, it } from 'vitest';
import { compare, extractFeatures } from './guard.ts';

const NO_VOCABULARY: ReadonlySet<string> = new Set();
const verdict = (a: string, b: string) => compare(extractFeatures(a, NO_VOCABULARY), extractFeatures(b, NO_VOCABULARY));

describe('compare', () => {
  it('refuses another number', () => {
    expect(verdict('Who won the World Cup in 2019?', 'Who won the World Cup in 2020?').refused).toBe('number');
  });
});

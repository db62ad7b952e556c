import { describe, expect, it } from 'vitest';
import { canonicalStem, stem } from './stem.ts';

describe('stem', () => {
  it.each([
    ['note', 'notes'],
    ['live', 'living', 'lives', 'lived'],
    ['run', 'running', 'runs'],
    ['party', 'parties'],
    ['box', 'boxes'],
    ['idea', 'ideas'],
    ['cancel', 'cancelled', 'canceling'],
    ['organize', 'organise', 'organising'],
    ['colour', 'color', 'colours'],
    ['centre', 'center'],
    ['anaemia', 'anemia'],
    ['fulfil', 'fulfill'],
  ])('is one for all forms: %s, %s', (...forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1);
  });

  it.each([
    ['car', 'care'],
    ['moral', 'morale'],
    ['universe', 'university'],
    ['feed', 'fee'],
    ['bus', 'bu'],
    ['glass', 'glas'],
  ])('keeps words apart: %s, %s', (a, b) => {
    expect(stem(a)).not.toBe(stem(b));
  });

  it('has one leader for a group of synonyms, whatever the form', () => {
    expect(canonicalStem('purchasing')).toBe(canonicalStem('buy'));
    expect(canonicalStem('wrote')).toBe(canonicalStem('writing'));
    expect(canonicalStem('buy')).not.toBe(canonicalStem('sell'));
  });
});

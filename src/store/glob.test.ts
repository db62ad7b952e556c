import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGlob } from './glob.ts';

test.for([
  ['user_*', 'user_42', true],
  ['user_*', 'user_', true],
  ['user_*', 'the user_42', false],
  ['*refund*', 'How do refunds work?', true],
  ['*refund*', 'Refund', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a👩c', true],
  ['a*b*c', 'a b b c c', true],
  ['a*b*c', 'a c b', false],
  ['100\\*', '100*', true],
  ['100\\*', '1000', false],
  ['what\\?', 'what!', false],
  ['[ab]', 'a', false],
  ['[ab]', '[ab]', true],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'line\nbreak', true],
  ['a\\', 'a\\', true],
] as const)('%s of %s: %s', ([pattern, text, expected]) => {
  expect(createGlob(pattern)(text)).toBe(expected);
});

test('it agrees with the regular expression that says the same', () => {
  const meaning = new Map(Object.entries({ '*': '.*', '?': '.', '.': '\\.' }));
  const piece = fc.constantFrom('*', '?', 'a', 'b', '.', '\\*');
  const pattern = fc.array(piece, { maxLength: 6 });
  const text = fc.array(fc.constantFrom('a', 'b', '.', '*', '\n'), { maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (pieces, characters) => {
      const source = pieces.map((one) => meaning.get(one) ?? one).join('');
      const expected = new RegExp(`^${source}$`, 's').test(characters.join(''));
      expect(createGlob(pieces.join(''))(characters.join(''))).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('many stars do not take forever', () => {
  expect(createGlob(`${'*a'.repeat(100)}b`)('a'.repeat(2_000))).toBe(false);
});

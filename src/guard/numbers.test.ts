import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumbers } from './numbers.ts';

const read = (text: string) => readNumbers(text.split(' ')).join(' ');

describe('readNumbers', () => {
  it.each([
    ['two hundred and five thousand and one', '205001'],
    ['twenty five eggs', '25 eggs'],
    ['twenty 5 eggs', '20 5 eggs'],
    ['five six seven', '5 6 7'],
    ['1.5 million euro', '1500000 euro'],
    ['a million', 'a 1000000'],
    ['10 k', '10000'],
    ['1,000 and 100,000', '1000 and 100000'],
    ['3 rd planet', '3 planet'],
    ['third planet', '3 planet'],
    ['one of them', 'one of them'],
    ['one day', '1 day'],
    ['per second', 'per second'],
    ['the second war', 'the 2 war'],
    ['3.10 and 3.1', '3.10 and 3.1'],
  ])('%s -> %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('keeps every token that is no number, in order', () => {
    const token = fc.constantFrom('cat', 'and', 'of', 'five', 'hundred', '7', 'th', 'thousand');
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        const kept = readNumbers(tokens).filter((one) => one === 'cat' || one === 'of');
        expect(kept).toEqual(tokens.filter((one) => one === 'cat' || one === 'of'));
      }),
    );
  });
});

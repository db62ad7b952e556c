import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNormalizer } from './question.ts';

const normalize = createNormalizer(['unicode', 'whitespace', 'case']);

/** A change here changes keys: entries stored under the old ones are not found any more. */
test.each([
  ['What is the capital of France?', 'what is the capital of france?'],
  ['  How   do I\tboil an egg ? ', 'how do i boil an egg ?'],
  ['First line.\r\n  \r\nSecond   line.\n', 'first line.\n\nsecond line.'],
  ['Qu’est-ce qu’une E\u0301toile ?', 'qu’est-ce qu’une étoile ?'],
  ['ÜBER DIE STRASSE', 'über die strasse'],
  ['Who is the WHO director?', 'who is the WHO director?'],
  ['WHO IS THE WHO DIRECTOR?', 'who is the who director?'],
  ['Does the US help us with IT?', 'does the US help us with IT?'],
  ['What is NVIDIA?', 'what is nvidia?'],
  ['iPhone or Pixel?', 'iPhone or pixel?'],
  ['Is McDonald a Name?', 'is McDonald a name?'],
  ['What is COVID-19 and B2B?', 'what is COVID-19 and B2B?'],
  ['Use Node.js with .NET on Linux.', 'use Node.js with .NET on linux.'],
  ['Where is Foo_Bar in And/Or?', 'where is Foo_Bar in And/Or?'],
  ['Ask Bob@Example.com. Now.', 'ask Bob@Example.com. now.'],
  ['Is C++ older than C# or R?', 'is C++ older than C# or R?'],
  ['The CEOs of R&D', 'the CEOs of R&D'],
  ['Was ist die Anglo-Saxon Zeit?', 'was ist die anglo-saxon zeit?'],
  ['Person(s) In Charge', 'person(s) in charge'],
  ['US', 'US'],
  ['东京在哪里？　谢谢', '东京在哪里？ 谢谢'],
  ['', ''],
  ['   ', ''],
])('%j becomes %j', (text, normalized) => {
  expect(normalize(text)).toBe(normalized);
});

describe('what is not plain prose stays as it is', () => {
  test.each([
    ['code fence', 'Fix  This:\n```\nFoo()\n```'],
    ['backtick', 'What does  `Foo` do?'],
    ['quotation', 'Translate  "Hello World"'],
    ['curly quotation', 'Translate  “Hello World”'],
    ['single quotation', "Translate  'Hello World' please"],
    ['guillemets', 'Traduis  « Bonjour »'],
    ['corner brackets', '「 Hello  World 」'],
    ['call', 'What does  Print(X) do'],
    ['assignment', 'X =  5'],
    ['braces', 'a  { B }'],
    ['index', 'What is  A[1]'],
    ['indented code', 'Explain this:\n  Foo\n  Bar'],
    ['tab-indented code', 'Explain this:\n\tFoo'],
    ['statement', 'Return  X;'],
    ['SQL', 'SELECT  Name FROM Users'],
    ['Python import', 'from Foo  import Bar'.replace('  ', ' ')],
    ['flag', 'grep  -R Foo'],
    ['shell variable', 'Echoing  $HOME'],
    ['TeX', String.raw`What is  \Alpha`],
    ['JSON', '{"A":  1}'],
    ['YAML', 'Name:  Foo\nKind:  Bar'],
    ['YAML list', '- Foo\n- Bar'],
    ['piped table', '| A  | B |'],
    ['aligned table', 'Name   Age\nBob    12'],
    ['tab-separated table', 'Name\tAge\nBob\t12'],
    ['comma-separated table', 'Name,Age\nBob,12'],
    ['absolute path', 'What is  /etc/Hosts'],
    ['relative path', 'What is in  ./Foo'],
    ['home path', 'What is in  ~/Foo'],
    ['inner path', 'Open  src/Cache/key now'],
    ['Windows path', String.raw`Open  C:\Foo`],
    ['URL', 'Read  https://Example.com'],
    ['bare URL', 'Read  www.Example.com'],
    ['heading', '# Title  Here'],
    ['capitals', 'Write  Paris in capitals'],
    ['uppercase', 'Is  A uppercase?'],
    ['upper case', 'Is  A upper case?'],
    ['capitalise', 'Capitalise  my name Bob'],
    ['mayúsculas', 'Escribe  Hola en mayúsculas'],
    ['Großbuchstaben', 'Schreibe  Hallo in Großbuchstaben'],
    ['大文字', '大文字にして Hello'],
    ['spaces', 'How many spaces are in a  b'],
    ['spelling', 'How do you spell  Foo'],
    ['bidi control', 'a \u202eB  c'],
    ['zero-width space', 'a\u200b  B'],
    ['lone surrogate', 'A  \ud800'],
    ['control character', 'A  \u0000b'],
    ['pasted text', `Summarise  This ${'word '.repeat(1_000)}`],
  ])('%s', (_name, text) => {
    expect(normalize(text)).toBe(text);
  });
});

test('only the steps asked for are taken', () => {
  const text = ' Cafe\u0301  Society ';
  expect(createNormalizer([])(text)).toBe(text);
  expect(createNormalizer(['unicode'])(text)).toBe(' Caf\u00e9  Society ');
  expect(createNormalizer(['whitespace'])(text)).toBe('Cafe\u0301 Society');
  expect(createNormalizer(['case'])(text)).toBe(' cafe\u0301  society ');
});

const plainWord = fc.stringMatching(/^[a-zà-öø-ÿа-я]{1,12}$/).filter((word) => normalize(word) === word);
const plainWords = fc.array(plainWord, { minLength: 2, maxLength: 12 });

test('is idempotent', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'US',
      'I',
      'iPhone',
      'Σ',
      'İ',
      'ẞ',
      'ǅ',
      '\u1fef',
      '\n',
      '\r\n',
      '\t',
      ' ',
      'a.B',
      'A',
      '  ',
      ':',
      ',',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom('', ' '), (pieces, glue) => {
      const once = normalize(pieces.join(glue));
      expect(normalize(once)).toBe(once);
    }),
    { numRuns: 3_000 },
  );
});

test('prose that differs only in blanks and in ordinary capitals is one question', () => {
  const blanks = fc.array(fc.constantFrom(' ', '  ', '\t', '\u00a0', '\u3000 '), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(plainWords, blanks, fc.boolean(), (words, blank, shout) => {
      fc.pre(normalize(words.join(' ')) === words.join(' '));
      const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
      const text = words.map((word) => (word.length > 1 ? capital(word) : word)).join(blank.join(''));
      expect(normalize(` ${text} `)).toBe(words.join(' '));
      if (shout) expect(normalize(words.join(' ').toUpperCase())).toBe(words.join(' '));
    }),
  );
});

test('never merges what differs in more than blanks, case and Unicode form', () => {
  const bare = (text: string) => text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll(/\s+/g, '');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      if (normalize(a) === normalize(b)) expect(bare(a)).toBe(bare(b));
      expect(bare(normalize(a))).toBe(bare(a));
    }),
  );
});

test('case is never folded beside digits, code or quotes', () => {
  const sign = fc.constantFrom('7', '_', '`', '"', '{', '[', '=', '<', '|', '"', '«', '/', '\\', '@');
  const word = fc.stringMatching(/^[a-z]{2,8}$/);
  fc.assert(
    fc.property(word, sign, word, (before, mark, after) => {
      const lower = `about ${before}${mark}${after}`;
      const upper = `about ${before.toUpperCase()}${mark}${after}`;
      expect(normalize(lower)).not.toBe(normalize(upper));
    }),
  );
});

test('line breaks are kept, whatever ends the line', () => {
  expect(normalize('one \r\n two')).toBe('one\ntwo');
  expect(normalize('one two')).not.toBe(normalize('one\ntwo'));
  expect(normalize('one\n\ntwo')).not.toBe(normalize('one\ntwo'));
});

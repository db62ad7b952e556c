import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFreshness } from './freshness.ts';

const { isTimeSensitive, dependsOnTime } = createFreshness([]);

test.each([
  ['What is the weather in Paris?', true],
  ['WHAT IS THE WEATHER IN PARIS?', true],
  ['I know.', false],
  ['How do I snow-proof a roof?', false],
  ['What is it now?', true],
  ['"What is the weather today?"', true],
  ['Explain "the weather today" in this line', false],
  ['Summarise:\n\nThe weather today is fine.', false],
  ['How do I call now() in SQL?', false],
  ['What about today', true],
  ['Who is the U.S. president?', true],
  ['Is the shop open at 9 p.m. today?', true],
])('%j: %s', (question, expected) => {
  expect(isTimeSensitive(question)).toBe(expected);
});

test('pasted text does not count, a question before or after it does', () => {
  const pasted = 'The minister said today that the current price of oil will fall next week. '.repeat(20);
  expect(isTimeSensitive(`Summarize this article: ${pasted}`)).toBe(false);
  expect(isTimeSensitive(`Summarize this article:\n${pasted}`)).toBe(false);
  expect(isTimeSensitive(`Which verbs are in here?\n${pasted}\nGive only a list.`)).toBe(false);
  expect(isTimeSensitive(`${pasted}\n${pasted}\n\nWhat is the oil price now?`)).toBe(true);
  expect(isTimeSensitive(`What is the oil price now?\n\n${pasted}\n${pasted}`)).toBe(true);
});

describe('FRESHNESS_WORDS', () => {
  test('adds words and phrases', () => {
    const own = createFreshness(['Kubecon', 'fuel surcharge', 'S&P', '运费']);
    expect(own.isTimeSensitive('Who spoke at KubeCon 2024?')).toBe(true);
    expect(own.isTimeSensitive('How did the S&P do?')).toBe(true);
    expect(own.isTimeSensitive('Where does KubeCon take place?')).toBe(true);
    expect(own.isTimeSensitive('How high is the fuel surcharge?')).toBe(true);
    expect(own.isTimeSensitive('How high is the surcharge?')).toBe(false);
    expect(own.isTimeSensitive('运费多少')).toBe(true);
    expect(isTimeSensitive('Where does KubeCon take place?')).toBe(false);
  });

  test('takes words away, with the phrases that hold them', () => {
    const own = createFreshness(['-weather', '-current', '-天气']);
    expect(own.isTimeSensitive('What is the weather in Paris?')).toBe(false);
    expect(own.isTimeSensitive('What is the current version of Python?')).toBe(false);
    expect(own.isTimeSensitive('What is the weather in Paris today?')).toBe(true);
    expect(own.isTimeSensitive('北京天气怎么样')).toBe(false);
    expect(own.isTimeSensitive('What is the price of bitcoin?')).toBe(true);
  });

  test('blank words do nothing', () => {
    const own = createFreshness(['', ' ', '-', '- ']);
    expect(own.isTimeSensitive('What is the weather in Paris?')).toBe(true);
    expect(own.isTimeSensitive('What is the capital of France?')).toBe(false);
    expect(own.isTimeSensitive('法国的首都是哪里？')).toBe(false);
    expect(own.isTimeSensitive('现在几点了？')).toBe(true);
  });
});

test('any text is judged without an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      expect(typeof isTimeSensitive(text)).toBe('boolean');
      expect(typeof dependsOnTime(text, 0)).toBe('boolean');
    }),
  );
});

describe('answers', () => {
  const now = Date.UTC(2026, 10, 21, 9);

  test.each([
    'As of my last update, the CEO is Tim Cook.',
    'As of November 2026, the population is 9 million.',
    'At the time of writing, version 24 is the newest.',
    "I don't have access to real-time data.",
    'The current price is not known to me.',
    'Bitcoin is trading at $97,000.',
    'The exchange rate is about 1.08 USD per euro.',
    'The price of one ounce is about €2,400.',
    'The meeting takes place on 2026-11-25.',
    'It opened on November 20, 2026.',
    'It opened on 20 Nov 2026.',
    '今天是2026年11月21日。',
    'Tomorrow there will be rain in the north.',
    'Prices are subject to change.',
    'Stand: 11/2026',
    '截至2026年，人口为九百万。',
    `${'Long. '.repeat(3_000)}This may have changed.`,
  ])('%j depends on time', (answer) => {
    expect(dependsOnTime(answer, now)).toBe(true);
  });

  test.each([
    'The capital of France is Paris.',
    'World War II ended on September 2, 1945.',
    'The constitution was signed on 1787-09-17.',
    'Use `new Date()` to get the current value of the clock.',
    '```\n// as of today the price is $5\n```\nThat prints a line.',
    'The electric current is 5 A.',
    'Photosynthesis turns light into sugar.',
    'A price is what a buyer pays.',
    'Version 2.0 was released on 3 May 2019.',
    '',
  ])('%j does not', (answer) => {
    expect(dependsOnTime(answer, now)).toBe(false);
  });

  test('a date is near only for a while', () => {
    const answer = 'It opened on November 20, 2026.';
    expect(dependsOnTime(answer, Date.UTC(2026, 10, 29))).toBe(true);
    expect(dependsOnTime(answer, Date.UTC(2026, 11, 29))).toBe(false);
  });
});

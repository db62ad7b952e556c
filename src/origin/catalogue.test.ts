import { describe, expect, test } from 'vitest';
import { BUILT_IN, candidates, inOrder, nameAt, type Upstream } from './catalogue.ts';

const row = (name: string, more: Partial<Upstream> = {}): Upstream => ({
  ...{ name, baseUrl: 'http://upstream', apiKey: null, models: ['*'], names: {} },
  serves: ['chat.completions'],
  ...more,
});
const builtIn = (name: keyof typeof BUILT_IN) => row(name, BUILT_IN[name]);
const all = (['groq', 'openrouter', 'openai'] as const).map(builtIn);

/** Who is asked, under which name. */
const asked = (upstreams: readonly Upstream[], model: string, only: string | null = null) =>
  candidates(upstreams, 'chat.completions', model, only).map((upstream) => [upstream.name, nameAt(upstream, model)]);

describe('a model is asked of those that have it', () => {
  test.for([
    ['llama-3.3-70b-versatile', [['groq', 'llama-3.3-70b-versatile']]],
    ['anthropic/claude-sonnet-4', [['openrouter', 'anthropic/claude-sonnet-4']]],
    [
      'meta-llama/llama-4-scout-17b-16e-instruct',
      [
        ['groq', 'meta-llama/llama-4-scout-17b-16e-instruct'],
        ['openrouter', 'meta-llama/llama-4-scout-17b-16e-instruct'],
      ],
    ],
    // Under the very name first, then with its vendor's prefix, or without it.
    [
      'gpt-4o-mini',
      [
        ['openai', 'gpt-4o-mini'],
        ['openrouter', 'openai/gpt-4o-mini'],
      ],
    ],
    [
      'openai/gpt-4o-mini',
      [
        ['openrouter', 'openai/gpt-4o-mini'],
        ['openai', 'gpt-4o-mini'],
      ],
    ],
    ['openai/gpt-4o-mini:online', [['openrouter', 'openai/gpt-4o-mini:online']]],
    ['ft:gpt-4o-mini:acme::1', [['openai', 'ft:gpt-4o-mini:acme::1']]],
    ['anthropic/gpt-4o', [['openrouter', 'anthropic/gpt-4o']]],
  ] as const)('%s', ([model, expected]) => {
    expect(asked(all, model)).toEqual(expected);
  });

  test('one that none is known to have is asked of all', () => {
    expect(asked(all, 'constructor').map(([name]) => name)).toEqual(['groq', 'openrouter', 'openai']);
  });

  test('under the name that it was given there', () => {
    const names = { fast: 'llama-3.1-8b-instant', 'gpt-4o': 'openai/gpt-oss-120b' };
    const upstreams = [row('groq', { ...BUILT_IN.groq, names }), builtIn('openai')];
    expect(asked(upstreams, 'fast')).toEqual([['groq', 'llama-3.1-8b-instant']]);
    expect(asked(upstreams, 'gpt-4o')).toEqual([
      ['groq', 'openai/gpt-oss-120b'],
      ['openai', 'gpt-4o'],
    ]);
  });

  test('of the one that the client names alone', () => {
    expect(asked(all, 'gpt-4o-mini', 'openrouter')).toEqual([['openrouter', 'openai/gpt-4o-mini']]);
    expect(() => asked(all, 'gpt-4o-mini', 'nowhere')).toThrow('groq, openrouter, openai');
  });
});

test('the order is the one configured; who is not in it comes last', () => {
  const names = inOrder([row('a'), row('b'), row('c')], ['c', 'b']).map(({ name }) => name);
  expect(names).toEqual(['c', 'b', 'a']);
});

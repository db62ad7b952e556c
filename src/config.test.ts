import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { marksOf, settingsTable } from '../docs/generate.ts';
import { ConfigError, describeSettings, readConfig } from './config.ts';

const settings = describeSettings();
const settingOf = (name: string) => settings.find((setting) => setting.name === name);

/** A value that each setting refuses; free text takes everything. */
const WRONG: Readonly<Record<string, string>> = {
  PORT: '65536',
  GROQ_BASE_URL: 'api.groq.com',
  OPENROUTER_BASE_URL: 'ftp://openrouter.ai',
  OPENAI_BASE_URL: 'https://',
  UPSTREAMS: '[{"name": "mine"}]',
  UPSTREAM_TIMEOUT_MS: '0',
  UPSTREAM_CONNECT_TIMEOUT_MS: '1s',
  UPSTREAM_IDLE_TIMEOUT_MS: '-1',
  UPSTREAM_RETRIES: '11',
  MAX_CONCURRENCY: '0',
  MAX_QUEUE: '-1',
  MODEL_ALIASES: '{"fast": 1}',
  REDIS_URL: 'http://localhost:6379',
  REDIS_PORT: 'six',
  REDIS_DB: '1.5',
  REDIS_TIMEOUT_MS: '60001',
  QDRANT_URL: 'localhost:6333',
  QDRANT_COLLECTION: 'a b',
  CACHE_TTL: '0',
  CACHE_MAX_TTL: '1d',
  CACHE_MAX_SIZE: '1e4',
  MAX_ENTRY_BYTES: '1 MB',
  CACHE_EVICTION_STRATEGY: 'random',
  CACHE_MEMORY_MB: '-64',
  CACHE_NORMALIZE: 'case,accents',
  CACHE_SCOPE_MASK: 'time: (',
  ENABLE_SEMANTIC_CACHE: 'maybe',
  SEMANTIC_MODE: 'on',
  SEMANTIC_THRESHOLD: '1.5',
  SEMANTIC_MIN_THRESHOLD: '80%',
  SEMANTIC_MAX_TURNS: '0',
  EMBEDDING_URL: 'tei:80',
  EMBED_TIMEOUT_MS: 'soon',
  VECTOR_TIMEOUT_MS: '0',
  FRESHNESS: 'true',
  FRESHNESS_SHORT_TTL: '0',
  STALE_WHILE_REVALIDATE: '-1',
  STALE_IF_ERROR: '1 day',
  STREAM_ABORT_GRACE_MS: '600001',
  PROXY_API_KEYS: 'no-colon',
  PROXY_API_KEYS_FILE: '/there/is/no/such/file',
  CACHE_SHARED: '2',
  MAX_BODY_BYTES: '0',
  SHUTDOWN_TIMEOUT_MS: '30s',
  LOG_LEVEL: 'verbose',
  LOG_PROMPTS: 'some',
  LOG_MAX_MB: '0',
  LOG_FILES: '0',
  PRICING_FILE: '/there/is/no/such/file',
  PASSTHROUGH: 'some',
  MAX_PASSTHROUGH_BYTES: '512 MB',
  ENABLE_LOADTEST: 'later',
};
const FREE_TEXT =
  /^(the name of a model|an? (key|token|host|password|folder|file|address|execution provider)|some text|a name under|names|words|origins)/;

function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('a wrong setting', () => {
  test.each(Object.entries(WRONG))(
    '%s=%s is refused by one line: the variable, what it got, what it takes',
    (name, value) => {
      const { takes = '', secret } = settingOf(name) ?? {};
      const got = secret ? 'a value' : JSON.stringify(value);
      const message = complaint({ [name]: value }).replace(/, wrong at \S+(?=, takes)/, '');
      expect(message).toBe(`${name}: got ${got}, takes ${takes.replaceAll('`', '')}`);
    },
  );

  test('is known for every setting that does not take any text', () => {
    const untested = settings.filter(({ name, takes }) => !(name in WRONG) && !FREE_TEXT.test(takes));
    expect(untested.map(({ name }) => name)).toEqual([]);
  });

  test.each(['UPSTREAMS', 'REDIS_URL', 'PROXY_API_KEYS'])('%s is not repeated: it holds a secret', (name) => {
    const secret = 'sk-do-not-print';
    expect(complaint({ [name]: secret })).toMatch(`${name}: got a value`);
    expect(complaint({ [name]: secret })).not.toContain(secret);
  });

  test.each([
    ['no JSON', 'prices', ''],
    ['a list', '[]', ''],
    ['a row that is none', '{"gpt-4o": {"input": 1, "output": 2}, "my-model": 3}', ', wrong at my-model'],
    ['no price', '{"my-model.v2": {"input": 1}}', ', wrong at my-model.v2.output'],
    ['a price that is text', '{"my-model": {"input": "1", "output": 2}}', ', wrong at my-model.input'],
    [
      'a price below 0',
      '{"my-model": {"input": 1, "output": 2, "cached_input": -1}}',
      ', wrong at my-model.cached_input',
    ],
    ['a field unheard of', '{"my-model": {"input": 1, "output": 2, "cached": 1}}', ', wrong at my-model'],
  ])('PRICING_FILE with %s is refused, and the row is named', (_, text, where) => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-cache-config-'));
    try {
      const file = join(folder, 'prices.json');
      writeFileSync(file, text);
      expect(complaint({ PRICING_FILE: file })).toMatch(
        `PRICING_FILE: got ${JSON.stringify(file)}${where}, takes a JSON file`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a threshold below its own minimum is refused', () => {
    const message = 'SEMANTIC_THRESHOLD: got 0.7, takes a cosine of at least SEMANTIC_MIN_THRESHOLD (0.8)';
    expect(complaint({ SEMANTIC_THRESHOLD: '0.7' })).toBe(message);
    expect(complaint({ SEMANTIC_THRESHOLD: '0.7', SEMANTIC_MIN_THRESHOLD: '0.7' })).toBe('');
  });

  test.each([
    'alice:one,bob:one', // one key, two clients
    'alice:',
    ':one',
    'a b:one',
    `${'a'.repeat(65)}:one`,
  ])('PROXY_API_KEYS=%s is refused', (keys) => {
    expect(complaint({ PROXY_API_KEYS: keys })).toMatch(/^PROXY_API_KEYS: got a value/);
  });
});

describe('what is read', () => {
  test('nothing is needed, and an empty variable counts as unset', () => {
    const empty = Object.fromEntries(settings.map(({ name }) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  test('a variable that is none of ours is passed over', () => {
    expect(readConfig({ PATH: '/bin', CACHE: '?' })).toEqual(readConfig({}));
  });

  test.each(settings.filter((setting) => setting.default !== ''))('$name: its default is as documented', (setting) => {
    expect(readConfig({ [setting.name]: setting.default })).toEqual(readConfig({}));
  });

  test('client keys, from the list and from a file', () => {
    expect(readConfig({ PROXY_API_KEYS: 'alice:sk-1, bob:sk:with:colons,' }).PROXY_API_KEYS).toEqual(
      new Map([
        ['sk-1', 'alice'],
        ['sk:with:colons', 'bob'],
      ]),
    );
    const folder = mkdtempSync(join(tmpdir(), 'llm-cache-config-'));
    try {
      writeFileSync(join(folder, 'keys'), '# clients\nalice:sk-1\n\nalice:sk-2\n');
      const { PROXY_API_KEYS_FILE: keys } = readConfig({ PROXY_API_KEYS_FILE: join(folder, 'keys') });
      expect([...(keys ?? [])]).toEqual([
        ['sk-1', 'alice'],
        ['sk-2', 'alice'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('lists, flags and JSON', () => {
    const config = readConfig({
      UPSTREAM_ORDER: ' openai , groq ,',
      CACHE_NORMALIZE: 'none',
      CACHE_KEY_IGNORE: 'user,*.name',
      CACHE_SHARED: 'yes',
      MODEL_ALIASES: '{"fast": "llama-3.1-8b-instant"}',
      UPSTREAMS: '[{"name": "ollama", "base_url": "http://127.0.0.1:11434/v1"}]',
    });
    expect(config).toMatchObject({
      UPSTREAM_ORDER: ['openai', 'groq'],
      CACHE_NORMALIZE: [],
      CACHE_KEY_IGNORE: ['user', '*.name'],
      CACHE_SHARED: true,
      MODEL_ALIASES: { fast: 'llama-3.1-8b-instant' },
      UPSTREAMS: [{ name: 'ollama', base_url: 'http://127.0.0.1:11434/v1' }],
    });
  });

  test('MODEL_ALIASES takes names at upstreams that there are', () => {
    const ollama = '[{"name": "ollama", "base_url": "http://127.0.0.1:11434/v1"}]';
    const aliases = { llama: { groq: 'llama-3.3-70b-versatile', ollama: 'llama3.3' } };
    const env = { MODEL_ALIASES: JSON.stringify(aliases) };
    expect(readConfig({ ...env, UPSTREAMS: ollama }).MODEL_ALIASES).toEqual(aliases);
    expect(() => readConfig(env)).toThrow(
      'MODEL_ALIASES: got a name at upstream "ollama", takes names at groq, openrouter, openai',
    );
  });

  test.each([
    ['one a line', 'time: \\d+\nid=[a-f]{2,8}'],
    ['a JSON list', '["time: \\\\d+", "id=[a-f]{2,8}"]'],
  ])('patterns may hold commas: %s', (_, value) => {
    const { CACHE_SCOPE_MASK: masks } = readConfig({ CACHE_SCOPE_MASK: value });
    expect(masks.map(({ source }) => source)).toEqual(['time: \\d+', 'id=[a-f]{2,8}']);
  });
});

test('docs/configuration.md is what `npm run docs` writes', () => {
  const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  const [start = '', end = ''] = marksOf('settings');
  const written = page.slice(page.indexOf(start) + start.length, page.indexOf(end)).trim();
  expect(written).toBe(settingsTable());
});

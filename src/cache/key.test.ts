import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../types.ts';
import { chat } from '../wire/chat.ts';
import { parseJson } from '../wire/json.ts';
import { createExactKey, scopeOf } from './key.ts';
import { decidePolicy, type PolicySettings } from './policy.ts';
import { createNormalizer } from './question.ts';

const SETTINGS: PolicySettings = {
  ttl: 1,
  maxTtl: 1,
  shortTtl: 1,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  threshold: 0.9,
  minThreshold: 0.8,
  semantic: true,
  maxTurns: 4,
  freshness: 'off',
  isTimeSensitive: () => false,
  hasOwnMeaning: () => true,
};
const exactKey = createExactKey(createNormalizer(['unicode', 'whitespace', 'case']));

interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly owner?: string;
}

/** Key and scope of a request whose body is this text. */
function hashesOf(body: string, { headers = {}, query = {}, owner = 'default' }: Request = {}) {
  const options = { ignore: chat.keyIgnore, mask: [], resolveModel: (model: string) => model };
  const ask = chat.ask(parseJson(Buffer.from(body)), options);
  const policy = decidePolicy(
    ask,
    (name) => headers[name],
    (name) => query[name],
    owner,
    SETTINGS,
  );
  return { key: exactKey(ask, policy), scope: scopeOf(ask, policy) };
}

const keyOf = (body: Json, request?: Request) => hashesOf(JSON.stringify(body), request).key;
const scopeKeyOf = (body: Json, request?: Request) => hashesOf(JSON.stringify(body), request).scope;

/** A change of any of these forgets what every user has stored: it takes a new KEY_VERSION. */
const GOLDEN: Record<string, readonly [body: string, key: string]> = {
  plain: [
    '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What is the capital of France?"}]}',
    'e7a89ea26dac6b551417f898d446f7dabc864f728564fedc694c30880460c379',
  ],
  'other case, blanks and order': [
    '{"messages":[{"content":" what is  the Capital of france? ","role":"user"}],"n":1,"model":"gpt-4o-mini","stream":true}',
    'e7a89ea26dac6b551417f898d446f7dabc864f728564fedc694c30880460c379',
  ],
  'code keeps its case': [
    '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What does `Print(x)` do?"}]}',
    '6fcb55020e7c070a36341b0d749fef633b518e0588ea5f467c632e746391ac6f',
  ],
  'numbers as they were written': [
    '{"model":"m","messages":[{"role":"user","content":"Hi"}],"seed":9007199254740993,"temperature":0.70,"top_p":1e0}',
    '93845f2050ce5671fd853b8bf3c5da0a1cf0661d3b037e341e8728740650159a',
  ],
  'a conversation with tools': [
    '{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"w","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"12 °C"}],"tools":[{"type":"function","function":{"name":"w"}}]}',
    '44a2a542cb4bcaeb30de297c7df3764ce7f0609d4bbf8ab85113882dbe66ddcd',
  ],
  'parts, and a lone surrogate': [
    '{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"A \\ud800"},{"type":"image_url","image_url":{"url":"data:,"}}]}]}',
    'f97a1ebc38bbdc79aa939a67b37c515065d9f3f27c9f6392f2d3b495629e463e',
  ],
  'an object that would be a prototype': [
    '{"model":"m","messages":[{"role":"user","content":"Hi"}],"__proto__":{"a":1}}',
    '09a27b6daa1e0f4d6a9d74b0bab5ce8e429d3b0b5ac453d9efa3bd514eaf779d',
  ],
};

describe('golden keys', () => {
  test('are the hash of a text that is plain to see', () => {
    const asked = '[1,"default","chat.completions",null,[null,null],[]]';
    const body = '{"messages":[{"content":"what is the capital of france?","role":"user"}],"model":"gpt-4o-mini"}';
    expect(hash('sha256', asked + body)).toBe(GOLDEN.plain?.[1]);
  });

  test.each(Object.entries(GOLDEN))('%s', (_, [body, key]) => {
    expect(hashesOf(body).key).toBe(key);
  });

  test('of a namespace, an upstream, a shaping header and a query', () => {
    const [body] = GOLDEN.plain ?? [''];
    const request = {
      owner: 'ann',
      headers: { 'x-cache-namespace': 'tests', 'x-upstream': 'groq', 'openai-beta': 'b' },
      query: { 'api-version': '1' },
    };
    expect(hashesOf(body, request)).toEqual({
      key: 'e6cdca3bcfc1b5a37b2b56ff307a6b35b99cf8055cb6190935412f1568efc859',
      scope: '1c612c810e316b48997d724f5f672402c4e6c832abf5832a4260a10e65bc33fc',
    });
  });
});

const user = (content: Json) => ({ role: 'user', content });
const plain = (more: JsonObject = {}) => ({ model: 'm', messages: [user('What is it?')], ...more });

describe('the key', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  /** Fields that are somebody's own: not among those that are left out, nor checked by the dialect. */
  const fields = fc.dictionary(
    fc.string().map((name) => `x_${name}`),
    json,
    { maxKeys: 4 },
  );
  const body = fc
    .record({ model: fc.string({ minLength: 1 }), top: fields, parts: fields, tool: fields, history: fc.string() })
    .map(
      ({ model, top, parts, tool, history }): JsonObject => ({
        ...top,
        model,
        messages: [
          { role: 'system', content: history, ...parts },
          { role: 'user', content: [{ type: 'text', text: 'What is it?', ...parts }] },
        ],
        tools: [{ type: 'function', function: { name: 'f', parameters: tool } }],
      }),
    );

  test('changes with any value that changes, wherever it stands', () => {
    fc.assert(
      fc.property(body, fc.nat(), scalar, (asked, which, value) => {
        const paths = leavesOf(asked);
        const path = paths[which % paths.length] ?? [];
        fc.pre(JSON.stringify(get(asked, path)) !== JSON.stringify(value) && isFree(path));
        expect(keyOf(put(asked, path, value))).not.toBe(keyOf(asked));
      }),
    );
  });

  test('changes with any field that is added, wherever it is', () => {
    fc.assert(
      fc.property(body, fc.nat(), json, (asked, which, value) => {
        const paths = objectsOf(asked);
        const path = paths[which % paths.length] ?? [];
        expect(keyOf(put(asked, [...path, 'unheard-of'], value))).not.toBe(keyOf(asked));
      }),
    );
  });

  test('does not change with the order of fields', () => {
    fc.assert(
      fc.property(body, (asked) => {
        expect(keyOf(reversed(asked))).toBe(keyOf(asked));
      }),
    );
  });

  test('tells one client, namespace, upstream, header and query from another', () => {
    const requests: Request[] = [
      {},
      { owner: 'ann' },
      { headers: { 'x-cache-namespace': 'a' } },
      { owner: 'default/a', headers: { 'x-cache-namespace': 'a' } },
      { headers: { 'x-upstream': 'a' } },
      { headers: { 'openai-beta': 'a' } },
      { headers: { 'groq-model-version': 'a' } },
      { query: { 'api-version': 'a' } },
      { query: { beta: 'a' } },
    ];
    const keys = requests.map((request) => keyOf(plain(), request));
    expect(new Set(keys).size).toBe(requests.length);
    const scopes = requests.map((request) => scopeKeyOf(plain(), request));
    expect(new Set([...keys, ...scopes]).size).toBe(2 * requests.length);
  });

  test('does not change with headers that do not shape the answer', () => {
    const headers = {
      'x-title': 't',
      'http-referer': 'r',
      'x-cache-tags': 'a',
      'x-cache-version': 'v2',
      'x-cache-ttl': '9',
    };
    expect(keyOf(plain(), { headers, query: { nonsense: '1' } })).toBe(keyOf(plain()));
  });

  test('has no two ways to be the same: texts that move from one piece to the next', () => {
    const variants = [
      [user('ab'), user('c')],
      [user('a'), user('bc')],
      [user(['ab', 'c'].map((text) => ({ type: 'text', text })))],
      [user(['a', 'bc'].map((text) => ({ type: 'text', text })))],
      [user('abc')],
      [{ role: 'assistant', content: 'abc' }],
    ];
    expect(new Set(variants.map((messages) => keyOf({ model: 'm', messages }))).size).toBe(variants.length);
  });
});

describe('the scope', () => {
  test('is the same whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const scopes = [one, other].map((question) => scopeKeyOf({ model: 'm', messages: [user(question)] }));
        expect(scopes[0]).toBe(scopes[1]);
      }),
    );
  });

  test('is another one with another history, model or parameter', () => {
    const bodies = [
      plain(),
      plain({ temperature: 0 }),
      plain({ model: 'other' }),
      plain({ messages: [user('Before'), user('What is it?')] }),
      plain({ messages: [user('Earlier'), user('What is it?')] }),
      plain({ messages: [{ ...user('What is it?'), name: 'ann' }] }),
      plain({ messages: [user([{ type: 'text', text: 'What is it?' }])] }),
    ];
    expect(new Set(bodies.map((body) => scopeKeyOf(body))).size).toBe(bodies.length);
  });
});

type Path = readonly (string | number)[];

function entriesOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function leavesOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return entriesOf(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

function objectsOf(value: Json, path: Path = []): Path[] {
  const inner = entriesOf(value).flatMap(([name, item]) => objectsOf(item, [...path, name]));
  return typeof value !== 'object' || value === null || Array.isArray(value) ? inner : [path, ...inner];
}

function get(value: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => new Map(entriesOf(at ?? null)).get(name), value);
}

function put(value: Json, [name, ...rest]: Path, leaf: Json): Json {
  if (name === undefined) return leaf;
  const inner = put(get(value, [name]) ?? {}, rest, leaf);
  if (Array.isArray(value)) return value.with(Number(name), inner);
  return Object.fromEntries([...entriesOf(value), [name, inner]]);
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

/** What the dialect checks may not become just anything; and the question is normalised. */
function isFree(path: Path): boolean {
  const name = path.at(-1);
  return !['model', 'role', 'content', 'type', 'text'].includes(String(name)) || path.length > 5;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, changed, pathsOf } from '../../test/json.ts';
import type { AskOptions, Json, JsonObject, Traits } from '../types.ts';
import { chat } from './chat.ts';
import { isArray, isObject, parseJson } from './json.ts';
import { scanJson } from './json-scan.ts';

const options: AskOptions = { ignore: chat.keyIgnore, mask: [], resolveModel: (model) => model };
const as = (text: string) => text;
const ask = (body: JsonObject, more: Partial<AskOptions> = {}) => chat.ask(body, { ...options, ...more });
const key = (body: JsonObject, more: Partial<AskOptions> = {}) => ask(body, more).canonical(as);
const user = (content: Json): JsonObject => ({ role: 'user', content });
const hello: JsonObject = { model: 'm', messages: [user('Hello')] };

/** A request with something in every place. */
const rich: JsonObject = {
  model: 'gpt-4o',
  temperature: 0.5,
  seed: 7,
  stop: ['END'],
  logit_bias: { '50256': -100 },
  response_format: {
    type: 'json_schema',
    json_schema: { name: 's', schema: { type: 'object', properties: { a: { type: 'string' } } } },
  },
  tools: [
    { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: { x: { default: null } } } } },
  ],
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'image_url', image_url: { url: 'data:x', detail: 'low' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: '1', content: 'result' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What' },
        { type: 'text', text: 'is it?' },
      ],
    },
  ],
};

const objectPath = fc.constantFrom(...pathsOf(rich, isObject));
const leafPath = fc.constantFrom(...pathsOf(rich, (value) => !isObject(value) && !isArray(value)));

describe('the canonical request', () => {
  it('is this, golden: a change here is a new version of the key', () => {
    const body = parseJson(
      new TextEncoder().encode(
        '{"stream":true,"model":"alias","seed":9007199254740993,"top_p":1.0,"n":1,"user":"u","stop":null,' +
          '"tools":[{"type":"function","cache_control":{"type":"ephemeral"},"function":{"name":"f","parameters":{"cache_control":null}}}],' +
          '"messages":[{"role":"system","content":"At 12:30, be\\nbrief","name":null},' +
          '{"content":[{"text":"Hé \\ud83d","type":"text","cache_control":{}},{"type":"image_url","image_url":{"url":"u","detail":null}}],"role":"user"}]}',
      ),
    );
    const asked = ask(body, { mask: [/\d+:\d+/], resolveModel: () => 'real' });
    expect(asked.canonical((text) => text.toUpperCase())).toBe(
      '{"messages":[{"content":"At , be\\nbrief","role":"system"},' +
        '{"content":[{"text":"HÉ \\ud83d","type":"text"},{"image_url":{"detail":null,"url":"u"},"type":"image_url"}],"role":"user"}],' +
        '"model":"real","seed":9007199254740993,' +
        '"tools":[{"function":{"name":"f","parameters":{"cache_control":null}},"type":"function"}],"top_p":1.0}',
    );
    expect(asked.canonical(() => '')).toContain('{"text":"","type":"text"}');
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(objectPath, (path) => {
        const reversed = (value: Json) =>
          isObject(value) ? Object.fromEntries(Object.entries(value).reverse()) : value;
        expect(key(changed(rich, path, reversed))).toBe(key(rich));
      }),
    );
  });

  it('changes with a field that nobody has heard of, wherever it stands', () => {
    const novel = fc.oneof(
      fc.string().map((name) => `x${name}`),
      fc.constantFrom('', '__proto__', 'constructor', 'stream ', 'User'),
    );
    const value = fc
      .jsonValue()
      .filter((json) => json !== null)
      .map((json) => scanJson(JSON.stringify(json)));
    fc.assert(
      fc.property(objectPath, novel, value, (path, name, value) => {
        expect(key(changed(rich, path, add({ [name]: value })))).not.toBe(key(rich));
      }),
      { numRuns: 300 },
    );
  });

  it('changes with every value', () => {
    fc.assert(
      fc.property(leafPath, (path) => {
        const other = (value: Json) =>
          typeof value === 'string' ? `${value}.` : typeof value === 'number' ? value + 1 : 0;
        fc.pre(!(path.at(-1) === 'content')); // its absence is tested apart
        expect(key(changed(rich, path, other))).not.toBe(key(rich));
      }),
    );
  });

  it('changes with a message more, or the messages in another order', () => {
    const { messages } = rich;
    if (!isArray(messages)) throw new Error('no messages');
    const keys = [
      key(rich),
      key({ ...rich, messages: [...messages, { role: 'tool', tool_call_id: '2', content: 'late' }] }),
      key({ ...rich, messages: messages.slice(1) }),
      key({ ...rich, messages: messages.toReversed() }),
      key({ ...rich, messages: [...messages, messages.at(-1)!] }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('does not change with what is left out', () => {
    for (const name of chat.keyIgnore.filter((name) => !name.startsWith('*.') && !name.startsWith('stream'))) {
      expect(key({ ...rich, [name]: { any: 'thing' } })).toBe(key(rich));
    }
    expect(key({ ...rich, stream: true, stream_options: { include_usage: true } })).toBe(key(rich));
    for (const path of [
      ['messages', 0],
      ['messages', 4, 'content', 1],
      ['tools', 0],
    ]) {
      for (const name of ['cache_control', 'prompt_cache_breakpoint']) {
        expect(key(changed(rich, path, add({ [name]: { type: 'ephemeral' } })))).toBe(key(rich));
      }
    }
  });

  it('keeps ignored names inside schemas, parameters and image URLs', () => {
    for (const path of [
      ['tools', 0, 'function', 'parameters'],
      ['response_format', 'json_schema'],
      ['messages', 1, 'content', 1, 'image_url'],
    ]) {
      for (const name of ['cache_control', 'user', 'stream']) {
        expect(key(changed(rich, path, add({ [name]: 'x' })))).not.toBe(key(rich));
      }
    }
  });

  it('takes a list of its own', () => {
    const ignore = ['seed', '*.name'];
    expect(key({ ...hello, seed: 1 }, { ignore })).toBe(key(hello, { ignore }));
    expect(key({ ...hello, user: 'u' }, { ignore })).not.toBe(key(hello, { ignore }));
    expect(key({ ...hello, stream: true }, { ignore })).not.toBe(key(hello, { ignore }));
    expect(key({ ...hello, stream: false }, { ignore })).toBe(key(hello, { ignore }));
    expect(key({ ...hello, messages: [{ ...user('Hello'), name: 'Ann' }] }, { ignore })).toBe(key(hello, { ignore }));
  });

  it('holds null for absent at the top, in messages and in parts', () => {
    for (const path of [[], ['messages', 0], ['messages', 3], ['messages', 4, 'content', 0]]) {
      expect(key(changed(rich, path, add({ novel: null })))).toBe(key(rich));
    }
    for (const path of [
      ['tools', 0],
      ['tools', 0, 'function', 'parameters'],
      ['logit_bias'],
      ['messages', 2, 'tool_calls', 0],
    ]) {
      expect(key(changed(rich, path, add({ novel: null })))).not.toBe(key(rich));
    }
    expect(key({ ...hello, stop: ['a', null] })).not.toBe(key({ ...hello, stop: ['a'] }));
  });

  it('holds a few values equal to their absence, and no other', () => {
    const equal = [
      { n: 1 },
      { stream: false },
      { logprobs: false },
      { stop: null },
      { response_format: { type: 'text' } },
    ];
    for (const fields of equal) expect(key({ ...hello, ...fields })).toBe(key(hello));
    const different = [
      { n: 2 },
      { logprobs: true },
      { stop: [] },
      { response_format: { type: 'text', strict: true } },
      { temperature: 1 },
      { top_p: 1 },
      { store: false },
      { tools: [] },
    ];
    const keys = different.map((fields) => key({ ...hello, ...fields }));
    expect(new Set([key(hello), ...keys]).size).toBe(different.length + 1);
  });

  it('takes no string for parts, no text for two', () => {
    const keys = [
      'a b',
      [{ type: 'text', text: 'a b' }],
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: ' b' },
      ],
    ].map((content) => key({ ...hello, messages: [user(content)] }));
    expect(new Set(keys).size).toBe(3);
  });

  it('holds every part as it is: another image, sound or file is another request', () => {
    const asking = (...parts: Json[]) =>
      key({ ...hello, messages: [user([{ type: 'text', text: 'What?' }, ...parts])] });
    const remote = (url: string, more: JsonObject = {}) => ({ type: 'image_url', image_url: { url, ...more } });
    const sound = (data: string) => ({ type: 'input_audio', input_audio: { data, format: 'wav' } });
    const file = (fields: JsonObject) => ({ type: 'file', file: fields });
    const parts = [
      ...[remote('https://a.example/1.png'), remote('https://a.example/1.png?v=2')],
      ...[remote('https://a.example/1.png', { detail: 'low' }), remote('data:image/png;base64,AAAA')],
      ...[sound('AAAA'), sound('AAAB'), file({ file_id: 'file-1' }), file({ file_id: 'file-2' })],
      ...[file({ filename: 'a.pdf', file_data: 'AAAA' }), { type: 'text', text: 'AAAA' }],
    ];
    expect(new Set([asking(), ...parts.map((part) => asking(part))]).size).toBe(parts.length + 1);
    for (const part of parts) expect(asking(structuredClone(part))).toBe(asking(part));
    expect(asking(parts[0]!, parts[1]!)).not.toBe(asking(parts[1]!, parts[0]!));
  });

  it('rewrites the question alone, where it stands', () => {
    const seen: string[] = [];
    const blanked = ask(rich).canonical((text) => {
      seen.push(text);
      return '';
    });
    expect(seen).toEqual(['What', 'is it?']);
    const other = changed(rich, ['messages', 4, 'content', 0, 'text'], () => 'Who');
    expect(ask(other).canonical(() => '')).toBe(blanked);
    expect(key(other)).not.toBe(key(rich));
    const history = changed(rich, ['messages', 1, 'content', 0, 'text'], () => 'Hear:');
    expect(ask(history).canonical(() => '')).not.toBe(blanked);
  });

  it('blanks what the masks match everywhere but in the question', () => {
    const at = (time: string, question: string) => ({
      model: 'm',
      messages: [
        { role: 'system', content: `It is ${time}, not ${time}.` },
        user([{ type: 'text', text: `${time}?` }]),
        user(question),
      ],
    });
    const mask = [/\d\d:\d\d/, /not /g];
    expect(key(at('12:30', 'When?'), { mask })).toBe(key(at('09:00', 'When?'), { mask }));
    expect(key(at('12:30', 'When?'), { mask })).not.toContain('12:30');
    expect(key(at('12:30', 'At 12:30?'), { mask })).not.toBe(key(at('12:30', 'At 09:00?'), { mask }));
    expect(key(at('12:30', 'When?'))).not.toBe(key(at('09:00', 'When?')));
  });

  it('bears the resolved model', () => {
    const resolveModel = (model: string) => (model === 'fast' ? 'm' : model);
    expect(key({ ...hello, model: 'fast' }, { resolveModel })).toBe(key(hello, { resolveModel }));
    expect(ask({ ...hello, model: 'fast' }, { resolveModel })).toMatchObject({ model: 'm' });
  });

  it('is not led astray by the name __proto__', () => {
    const body = parseJson(
      new TextEncoder().encode(
        '{"model":"m","messages":[{"role":"user","content":"Hello","__proto__":{"x":1}}],"__proto__":{"seed":1}}',
      ),
    );
    expect(key(body)).toBe(
      '{"__proto__":{"seed":1},"messages":[{"__proto__":{"x":1},"content":"Hello","role":"user"}],"model":"m"}',
    );
    expect(ask(body).body(false)).toContain('"__proto__":{"seed":1}');
  });
});

describe('the body for the upstream', () => {
  it('has the fields of the client in the order of the client, with numbers as written', () => {
    const text =
      '{"temperature":1.0,"model":"fast","user":"u","messages":[{"content":"Hi","role":"user"}],"seed":9007199254740993,"n":1,"stop":null}';
    const asked = ask(parseJson(new TextEncoder().encode(text)), { resolveModel: () => 'm' });
    expect(asked.body(false)).toBe(text.replace('fast', 'm'));
    expect(asked.body(true)).toBe(
      `${text.replace('fast', 'm').slice(0, -1)},"stream":true,"stream_options":{"include_usage":true}}`,
    );
  });

  it('asks for a stream, and its usage, or for neither', () => {
    const asked = ask({ ...hello, stream: true, stream_options: { include_usage: false, include_obfuscation: false } });
    expect(asked).toMatchObject({ stream: true, streamUsage: false });
    expect(JSON.parse(asked.body(true))).toEqual({
      ...hello,
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
    });
    expect(JSON.parse(asked.body(false))).toEqual(hello);
    expect(ask({ ...hello, stream: true, stream_options: { include_usage: true } }).streamUsage).toBe(true);
    expect(ask({ ...hello, stream: null, stream_options: null })).toMatchObject({ stream: false, streamUsage: false });
  });
});

describe('the question', () => {
  it.each<[string, Json[], string | null]>([
    ['is the text of the last message', [{ role: 'system', content: 's' }, user('q')], 'q'],
    [
      'is its text parts, joined',
      [user([{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }])],
      'a\nb',
    ],
    ['is empty without any text', [user([{ type: 'image_url', image_url: { url: 'u' } }])], ''],
    ['is none when the assistant spoke last', [user('q'), { role: 'assistant', content: 'a' }], null],
    ['is none when a tool did', [user('q'), { role: 'tool', content: 'r', tool_call_id: '1' }], null],
  ])('%s', (_, messages, question) => {
    expect(ask({ model: 'm', messages }).question).toBe(question);
  });
});

describe('the traits', () => {
  const plain: Traits = {
    userTurns: 1,
    tools: false,
    media: false,
    structured: null,
    choices: 1,
    logprobs: false,
    verbatim: false,
    audioOutput: false,
    storedUpstream: false,
    stateful: false,
    background: false,
    liveSearch: false,
  };
  const part = (type: string) => ({ messages: [user([{ type: 'text', text: 't' }, { type }])] });

  it.each<[JsonObject, Partial<Traits>]>([
    [{}, {}],
    [{ messages: [user('a'), { role: 'assistant', content: 'b' }, user('c')] }, { userTurns: 2 }],
    [{ tools: [{ type: 'function', function: { name: 'f' } }] }, { tools: true }],
    [{ tools: [{ function: { name: 'f' } }] }, { tools: true }],
    [{ tools: [{ type: 'custom', custom: { name: 'f' } }] }, { tools: true }],
    [{ tools: [] }, {}],
    [{ functions: [{ name: 'f' }] }, { tools: true }],
    [{ messages: [user('a'), { role: 'assistant', tool_calls: [{}] }, user('b')] }, { tools: true, userTurns: 2 }],
    [{ messages: [user('a'), { role: 'tool', content: 'r' }] }, { tools: true }],
    [{ tools: [{ type: 'web_search' }] }, { tools: true, liveSearch: true }],
    [{ tools: [{ type: 'browser_search' }] }, { tools: true, liveSearch: true }],
    [{ tools: [{ google_search: {} }] }, { tools: true, liveSearch: true }],
    [{ plugins: [{ id: 'web' }] }, { liveSearch: true }],
    [{ plugins: [] }, {}],
    [{ web_search_options: {} }, { liveSearch: true }],
    [{ search_settings: { country: 'fr' } }, { liveSearch: true }],
    [{ enable_search: false }, {}],
    [{ model: 'gpt-4o:online' }, { liveSearch: true }],
    [part('image_url'), { media: true }],
    [part('input_audio'), { media: true }],
    [part('file'), { media: true }],
    [part('refusal'), {}],
    [{ response_format: { type: 'json_schema', json_schema: {} } }, { structured: 'schema' }],
    [{ response_format: { type: 'json_object' } }, { structured: 'json' }],
    [{ response_format: { type: 'text' } }, {}],
    [{ n: 3 }, { choices: 3 }],
    [{ n: null }, {}],
    [{ logprobs: true }, { logprobs: true }],
    [{ top_logprobs: 2 }, { logprobs: true }],
    [{ modalities: ['text', 'audio'] }, { audioOutput: true }],
    [{ store: true }, { storedUpstream: true }],
  ])('of %j', (fields, traits) => {
    expect(ask({ ...hello, ...fields }).traits).toEqual({ ...plain, ...traits });
  });

  it('know a live model behind an alias', () => {
    const resolveModel = () => 'groq/compound';
    expect(ask(hello, { resolveModel }).traits.liveSearch).toBe(true);
  });
});

describe('a malformed request', () => {
  it.each<[JsonObject, string]>([
    [{ model: null }, 'model'],
    [{ model: '' }, 'model'],
    [{ model: 4 }, 'model'],
    [{ messages: null }, 'messages'],
    [{ messages: 'Hello' }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: ['Hello'] }, 'messages[0]'],
    [{ messages: [user('a'), { content: 'b' }] }, 'messages[1].role'],
    [{ messages: [user(7)] }, 'messages[0].content'],
    [{ messages: [user({ text: 'a' })] }, 'messages[0].content'],
    [{ messages: [user(['a'])] }, 'messages[0].content[0]'],
    [{ messages: [user([{ type: 'text', text: 7 }])] }, 'messages[0].content[0].text'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: true }, 'stream_options'],
    [{ n: 0 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ n: 'two' }, 'n'],
    [{ tools: {} }, 'tools'],
    [{ functions: {} }, 'functions'],
    [{ modalities: 'audio' }, 'modalities'],
    [{ logprobs: 1 }, 'logprobs'],
    [{ store: 'yes' }, 'store'],
  ])('%j is refused, naming %s', (fields, param) => {
    expect(() => ask({ ...hello, ...fields })).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });

  it('is not one that only the upstream can judge', () => {
    const body = {
      ...hello,
      temperature: 'hot',
      response_format: 7,
      stop: {},
      messages: [{ role: 'narrator' }, user(null)],
    };
    expect(ask(body).question).toBe('');
    expect(JSON.parse(ask(body).body(false))).toEqual(body);
  });
});

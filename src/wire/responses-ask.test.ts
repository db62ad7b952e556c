import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, changed, pathsOf } from '../../test/json.ts';
import type { AskOptions, Json, JsonObject } from '../types.ts';
import { isArray, isObject, parseJson } from './json.ts';
import { scanJson } from './json-scan.ts';
import { responses } from './responses.ts';
import { PLAIN } from './traits.ts';

const options: AskOptions = { ignore: responses.keyIgnore, mask: [], resolveModel: (model) => model };
const ask = (body: JsonObject, more: Partial<AskOptions> = {}) => responses.ask(body, { ...options, ...more });
const key = (body: JsonObject, more: Partial<AskOptions> = {}) => ask(body, more).canonical((text) => text);
const scope = (body: JsonObject, more: Partial<AskOptions> = {}) => ask(body, more).canonical(() => '');
const user = (content: Json): JsonObject => ({ role: 'user', content });
const text = (words: string): JsonObject => ({ type: 'input_text', text: words });
const hello: JsonObject = { model: 'm', input: 'Hello' };
const asking = (...items: Json[]): JsonObject => ({ model: 'm', input: items });

/** A request with something in every place. */
const rich: JsonObject = {
  model: 'gpt-4o',
  instructions: 'Be brief.',
  metadata: { topic: 'demo' },
  user: 'ann',
  safety_identifier: 'a1',
  service_tier: 'flex',
  store: false,
  max_output_tokens: 99,
  include: ['reasoning.encrypted_content'],
  reasoning: { effort: 'low', summary: 'auto' },
  text: { format: { type: 'json_schema', name: 's', schema: { type: 'object', properties: {} } }, verbosity: 'low' },
  tools: [
    { type: 'function', name: 'f', strict: true, parameters: { type: 'object', properties: { x: { a: null } } } },
  ],
  input: [
    { role: 'developer', content: 'Be kind.' },
    { role: 'user', content: [text('Look:'), { type: 'input_image', image_url: 'https://a.example/1.png' }] },
    { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'x' },
    { type: 'function_call', call_id: '1', name: 'f', arguments: '{}' },
    { type: 'function_call_output', call_id: '1', output: 'result' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'So?', annotations: [] }] },
    { type: 'message', role: 'user', content: [text('What'), text('is it?')] },
  ],
};

describe('the canonical request', () => {
  it('is this, golden: a change here is a new version of the key', () => {
    const body = parseJson(
      new TextEncoder().encode(
        '{"stream":true,"model":"alias","seed":9007199254740993,"top_p":1.0,"prompt_cache_key":"k","metadata":{"a":"b"},' +
          '"instructions":"At 12:30, be\\nbrief","temperature":null,"stream_options":{"include_obfuscation":false},' +
          '"input":[{"role":"developer","content":"It is 12:30","phase":null},' +
          '{"output":"12:31","type":"function_call_output","call_id":"c"},' +
          '{"content":[{"text":"Hé \\ud83d","type":"input_text","prompt_cache_breakpoint":{}}],"role":"user"}]}',
      ),
    );
    const asked = ask(body, { mask: [/\d+:\d+/], resolveModel: () => 'real' });
    expect(asked.canonical((words) => words.toUpperCase())).toBe(
      '{"input":[{"content":"It is ","role":"developer"},{"call_id":"c","output":"","type":"function_call_output"},' +
        '{"content":[{"text":"HÉ \\ud83d","type":"input_text"}],"role":"user"}],' +
        '"instructions":"At , be\\nbrief","metadata":{"a":"b"},"model":"real","seed":9007199254740993,"top_p":1.0}',
    );
    expect(key({ ...hello, temperature: 1 })).toBe('{"input":"Hello","model":"m","temperature":1}');
    expect(scope({ ...hello, temperature: 1 })).toBe('{"input":"","model":"m","temperature":1}');
  });

  it('does not depend on the order of keys', () => {
    const reversed = (value: Json) => (isObject(value) ? Object.fromEntries(Object.entries(value).reverse()) : value);
    for (const path of pathsOf(rich, isObject)) expect(key(changed(rich, path, reversed))).toBe(key(rich));
  });

  it('changes with a field that nobody has heard of, wherever it stands', () => {
    const value = fc
      .jsonValue()
      .filter((json) => json !== null)
      .map((json) => scanJson(JSON.stringify(json)));
    const novel = fc.oneof(
      fc.string().map((name) => `x${name}`),
      fc.constantFrom('', '__proto__', 'constructor', 'stream ', 'cache_control'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(rich, isObject)), novel, value, (path, name, value) => {
        expect(key(changed(rich, path, add({ [name]: value })))).not.toBe(key(rich));
      }),
      { numRuns: 300 },
    );
  });

  it('changes with every value, and only with the question inside its scope', () => {
    const isLeaf = (value: Json) => !isObject(value) && !isArray(value);
    const other = (value: Json) => {
      if (typeof value === 'string') return `${value}.`;
      return typeof value === 'number' ? value + 1 : !value;
    };
    for (const path of pathsOf(rich, isLeaf)) {
      const body = changed(rich, path, other);
      expect(key(body)).not.toBe(key(rich));
      const isQuestion = path[1] === 6 && path.at(-1) === 'text';
      expect(scope(body) === scope(rich), path.join('.')).toBe(isQuestion);
    }
  });

  it('leaves out only what the answer does not repeat', () => {
    for (const name of ['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options']) {
      expect(key({ ...rich, [name]: 'x' })).toBe(key(rich));
    }
    expect(key({ ...rich, stream: true, stream_options: { include_obfuscation: false } })).toBe(key(rich));
    for (const path of [
      ['input', 0],
      ['input', 1, 'content', 1],
      ['tools', 0],
    ]) {
      expect(key(changed(rich, path, add({ prompt_cache_breakpoint: { mode: 'explicit' } })))).toBe(key(rich));
    }
  });

  it('holds what the request says of its author, whatever the operator leaves out', () => {
    const ignore = ['stream', 'metadata', 'user', 'safety_identifier', 'temperature'];
    const plain = scope(hello, { ignore });
    expect(scope({ ...hello, temperature: 1 }, { ignore })).toBe(plain);
    const authors: JsonObject[] = [{ metadata: { id: '1' } }, { user: 'ann' }, { safety_identifier: 'a' }];
    for (const author of authors) expect(scope({ ...hello, ...author }, { ignore })).not.toBe(plain);
  });

  it('holds null for absent at the top, in items and in parts', () => {
    for (const path of [[], ['input', 0], ['input', 3], ['input', 6, 'content', 0]]) {
      expect(key(changed(rich, path, add({ novel: null })))).toBe(key(rich));
    }
    for (const path of [['tools', 0], ['text', 'format'], ['metadata']]) {
      expect(key(changed(rich, path, add({ novel: null })))).not.toBe(key(rich));
    }
  });

  it('takes no text for an item, no text for two', () => {
    const inputs: Json[] = ['a b', [user('a b')], [user([text('a b')])], [user([text('a'), text(' b')])]];
    expect(new Set(inputs.map((input) => key({ model: 'm', input }))).size).toBe(inputs.length);
  });

  it('holds every part as it is: another image, sound or file is another request', () => {
    const parts: JsonObject[] = [
      { type: 'input_image', image_url: 'https://a.example/1.png' },
      { type: 'input_image', image_url: 'https://a.example/1.png?v=2' },
      { type: 'input_image', image_url: 'https://a.example/1.png', detail: 'low' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'input_image', file_id: 'file-1' },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'input_audio', input_audio: { data: 'AAAB', format: 'wav' } },
      { type: 'input_file', file_id: 'file-1' },
      { type: 'input_file', file_url: 'https://a.example/1.pdf' },
      { type: 'input_file', filename: '1.pdf', file_data: 'AAAA' },
      text('AAAA'),
    ];
    const keys = parts.map((part) => key(asking(user([text('What?'), part]))));
    expect(new Set(keys).size).toBe(parts.length);
    expect(parts.map((part) => key(asking(user([text('What?'), structuredClone(part)]))))).toEqual(keys);
  });

  it('rewrites the question alone, where it stands', () => {
    const seen: string[] = [];
    ask(rich).canonical((words) => {
      seen.push(words);
      return '';
    });
    expect(seen).toEqual(['What', 'is it?']);
  });

  it('blanks what the masks match in instructions, messages and results, but not in the question', () => {
    const at = (time: string, question = 'When?') => ({
      model: 'm',
      instructions: `It is ${time}.`,
      input: [
        { role: 'developer', content: [text(`Since ${time}`)] },
        { type: 'function_call_output', call_id: '1', output: time },
        user(question),
      ],
    });
    const mask = [/\d\d:\d\d/];
    expect(key(at('12:30'), { mask })).toBe(key(at('09:00'), { mask }));
    expect(key(at('12:30', 'At 12:30?'), { mask })).not.toBe(key(at('12:30', 'At 09:00?'), { mask }));
  });
});

describe('the body for the upstream', () => {
  it('has the fields of the client in the order of the client', () => {
    const written = '{"temperature":1.0,"model":"fast","user":"u","input":"Hi","seed":9007199254740993,"store":null}';
    const asked = ask(parseJson(new TextEncoder().encode(written)), { resolveModel: () => 'm' });
    expect(asked.body(false)).toBe(written.replace('fast', 'm'));
    expect(asked.body(true)).toBe(`${written.replace('fast', 'm').slice(0, -1)},"stream":true}`);
  });

  it('asks for a stream in the words of the client, and for no usage: it always comes', () => {
    const asked = ask({ ...hello, stream: true, stream_options: { include_obfuscation: false } });
    expect(asked).toMatchObject({ endpoint: 'responses', stream: true, streamUsage: true });
    expect(JSON.parse(asked.body(true))).toEqual({
      ...hello,
      stream: true,
      stream_options: { include_obfuscation: false },
    });
    expect(JSON.parse(asked.body(false))).toEqual(hello);
  });
});

describe('the question', () => {
  it.each<[string, Json | undefined, string | null]>([
    ['is an input of text', 'q', 'q'],
    ['is the text of the last message', [{ role: 'system', content: 's' }, user('q')], 'q'],
    ['is its text parts, joined', [user([text('a'), { type: 'input_image', file_id: 'f' }, text('b')])], 'a\nb'],
    ['is that of a message with its type', [{ type: 'message', role: 'user', content: 'q' }], 'q'],
    ['is empty without any text', [user([{ type: 'input_image', file_id: 'f' }])], ''],
    ['is none when the assistant spoke last', [user('q'), { role: 'assistant', content: 'a' }], null],
    ['is none when a tool did', [user('q'), { type: 'function_call_output', call_id: '1', output: 'r' }], null],
    ['is none where there is no input', undefined, null],
    ['is none where it is null', null, null],
  ])('%s', (_, input, question) => {
    expect(ask({ model: 'm', ...(input !== undefined && { input }) }).question).toBe(question);
  });
});

describe('the traits', () => {
  const tool = (fields: JsonObject) => ({ tools: [fields] });
  const following = (...items: Json[]) => ({ input: [...items, user('q')] });
  const part = (fields: JsonObject) => ({ input: [user([text('t'), fields])] });
  const STATEFUL = { stateful: true };
  const HOSTED = { tools: true, liveSearch: true };

  it.each<[JsonObject, object]>([
    [{}, {}],
    [{ input: [user('a'), { role: 'assistant', content: 'b' }, user('c')] }, { userTurns: 2 }],
    [tool({ type: 'function', name: 'f' }), { tools: true }],
    [tool({ type: 'custom', name: 'f' }), { tools: true }],
    [tool({ type: 'namespace', name: 'n', tools: [{ type: 'function', name: 'f' }] }), { tools: true }],
    [{ tools: [] }, {}],
    [following({ type: 'function_call', call_id: '1', name: 'f', arguments: '{}' }), { tools: true }],
    [following({ type: 'function_call_output', call_id: '1', output: 'r' }), { tools: true }],
    [following({ type: 'reasoning', id: 'r', summary: [] }), {}],
    ...['web_search', 'web_search_preview', 'file_search', 'code_interpreter', 'computer_use_preview'].map(
      (type): [JsonObject, object] => [tool({ type }), HOSTED],
    ),
    ...['image_generation', 'mcp', 'browser_search', 'shell', 'openrouter:web_search'].map(
      (type): [JsonObject, object] => [tool({ type }), HOSTED],
    ),
    [following({ type: 'additional_tools', role: 'developer', tools: [{ type: 'web_search' }] }), HOSTED],
    [{ model: 'gpt-4o:online' }, { liveSearch: true }],
    [{ plugins: [{ id: 'web' }] }, { liveSearch: true }],
    [part({ type: 'input_image', image_url: 'u' }), { media: true }],
    [part({ type: 'input_audio', input_audio: {} }), { media: true }],
    [part({ type: 'input_file', file_id: 'f' }), { media: true }],
    [part({ type: 'from_the_future' }), { media: true }],
    [{ text: { format: { type: 'json_schema', name: 's', schema: {} } } }, { structured: 'schema' }],
    [{ text: { format: { type: 'json_object' } } }, { structured: 'json' }],
    [{ text: { format: { type: 'text' }, verbosity: 'low' } }, {}],
    [{ top_logprobs: 2 }, { logprobs: true }],
    [{ top_logprobs: 0 }, {}],
    [{ include: ['message.output_text.logprobs'] }, { logprobs: true }],
    [{ include: ['reasoning.encrypted_content'], reasoning: { effort: 'high' } }, {}],
    [{ store: true }, { storedUpstream: true }],
    [{ store: false }, {}],
    [{ store: null }, {}],
    [{ previous_response_id: 'resp_1' }, STATEFUL],
    [{ previous_response_id: null }, {}],
    [{ conversation: 'conv_1' }, STATEFUL],
    [{ conversation: { id: 'conv_1' } }, STATEFUL],
    [{ prompt: { id: 'pmpt_1', version: '2' } }, STATEFUL],
    [following({ type: 'item_reference', id: 'msg_1' }), { ...STATEFUL, tools: true }],
    [following({ id: 'msg_1' }), { ...STATEFUL, tools: true }],
    [{ background: true }, { background: true }],
    [{ background: false }, {}],
  ])('of %j', (fields, traits) => {
    expect(ask({ ...hello, ...fields }).traits).toEqual({ ...PLAIN, ...traits });
  });

  it('know a live model behind an alias', () => {
    expect(ask(hello, { resolveModel: () => 'groq/compound' }).traits.liveSearch).toBe(true);
  });
});

describe('a malformed request', () => {
  it.each<[JsonObject, string]>([
    [{ model: '' }, 'model'],
    [{ model: 7 }, 'model'],
    [{ input: 7 }, 'input'],
    [{ input: {} }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: ['Hello'] }, 'input[0]'],
    [{ input: [user('a'), user(7)] }, 'input[1].content'],
    [{ input: [user(['a'])] }, 'input[0].content[0]'],
    [{ input: [user([{ type: 'input_text', text: 7 }])] }, 'input[0].content[0].text'],
    [
      { input: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text' }] }] },
      'input[0].content[0].text',
    ],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: true }, 'stream_options'],
    [{ tools: {} }, 'tools'],
    [{ include: 'all' }, 'include'],
    [{ text: 'json' }, 'text'],
    [{ store: 'yes' }, 'store'],
    [{ background: 'yes' }, 'background'],
  ])('%j is refused, naming %s', (fields, param) => {
    expect(() => ask({ ...hello, ...fields })).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });

  it('is not one without a model: the upstream has its own', () => {
    for (const body of [{ input: 'Hello' }, { input: 'Hello', model: null }]) {
      expect(ask(body).model).toBe('');
      expect(key(body)).toBe('{"input":"Hello"}');
      expect(JSON.parse(ask(body).body(false))).toEqual(body);
    }
    expect(key({})).toBe('{}');
  });

  it('is not one that only the upstream can judge', () => {
    const body = { ...hello, temperature: 'hot', reasoning: 7, input: [{ type: 'novel', content: 7 }, user(null)] };
    expect(ask(body).question).toBe('');
    expect(JSON.parse(ask(body).body(false))).toEqual(body);
  });
});

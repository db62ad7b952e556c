import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import type { Json } from '../types.ts';
import { canonicalJson, isObject, own, parseJson, readJson, toNumber } from './json.ts';
import { scanJson } from './json-scan.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function refusal(parse: () => unknown): AppError {
  try {
    parse();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const anyString = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
  .map((codes) => String.fromCharCode(...codes));
const numberText = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.0',
    '1e400',
    '-1E+5',
    '9007199254740993',
    '0.1',
    '1e21',
    '100000000000000000000',
    '5e-324',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const blank = fc.constantFrom('', '', ' ', '\n\t', '\r');
/** The same string in some of the ways that JSON can write it. */
const stringText = fc
  .tuple(anyString, fc.boolean())
  .map(([text, escaped]) =>
    escaped
      ? `"${[...text].map((c) => [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')).join('')}"`
      : JSON.stringify(text),
  );
const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc
    .tuple(
      blank,
      fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('true', 'false', 'null'),
        numberText,
        stringText,
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(fc.tuple(anyString, blank, tie('value')), { selector: ([name]) => name, maxLength: 4 })
          .map(
            (fields) =>
              `{${fields.map(([name, space, value]) => `${space}${JSON.stringify(name)}:${value}`).join(',')}}`,
          ),
      ),
      blank,
    )
    .map((parts) => parts.join('')),
}));

describe('parsing', () => {
  it('keeps the source text of every number, and the order of keys', () => {
    const text = '{"b":1.0,"a":[9007199254740993,-0,1e400,1E5,0.1,12,1e-7],"c":-1.50}';
    expect(JSON.stringify(parseJson(bytes(text)))).toBe(text);
    expect(JSON.stringify(parseJson(bytes(text.replaceAll(',', ' ,\n').replaceAll(':', ' : '))))).toBe(text);
  });

  it('gives plain numbers where JavaScript would write them the same way', () => {
    expect(scanJson(' [1, 0.5, -3, 1e+21]')).toEqual([1, 0.5, -3, 1e21]);
  });

  it('gives what JSON.parse gives, for what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(scanJson(text)).toStrictEqual(JSON.parse(text));
        expect(JSON.stringify(scanJson(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    const damaged = fc.tuple(
      jsonText,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '"', '\\', ',', '}', ']', '1', '.', 'e', '-', 'u', '\u0001', '\u00a0'),
    );
    fc.assert(
      fc.property(damaged, ([text, at, length, inserted]) => {
        const start = at % (text.length + 1);
        const broken = text.slice(0, start) + inserted + text.slice(start + length);
        const ours = attempt(() => JSON.stringify(scanJson(broken)));
        const theirs = attempt(() => JSON.stringify(JSON.parse(broken)));
        if (ours === null && theirs !== null) expect(refusal(() => scanJson(broken)).message).toMatch(/ twice\.$/);
        else expect(ours === null ? null : JSON.stringify(JSON.parse(ours))).toBe(theirs);
      }),
      { numRuns: 1000 },
    );
  });

  it('says where the syntax is wrong', () => {
    const messages = [
      '{"a": tru}',
      '{"a":1,}',
      '{"a":01}',
      '[1',
      '{"a" 1}',
      '"\u0001"',
      '{} {}',
      '',
      '["\\x"]',
      '{"a\\"',
    ].map((text) => refusal(() => scanJson(text)).message);
    expect(messages).toEqual([
      'The body is not valid JSON: unexpected "t" at position 6.',
      'The body is not valid JSON: unexpected "}" at position 7.',
      'The body is not valid JSON: unexpected "1" at position 6.',
      'The body is not valid JSON: the text ends at position 2.',
      'The body is not valid JSON: unexpected "1" at position 5.',
      'The body is not valid JSON: a bad character or escape in the string at position 0.',
      'The body is not valid JSON: unexpected "{" at position 3.',
      'The body is not valid JSON: the text ends at position 0.',
      'The body is not valid JSON: a bad character or escape in the string at position 1.',
      'The body is not valid JSON: the string at position 1 does not end.',
    ]);
  });

  it('refuses a key that is there twice, naming it', () => {
    const error = refusal(() => parseJson(bytes('{"messages":[{"role":"user","role":"system"}]}')));
    expect(error).toMatchObject({ code: 'invalid_request', status: 400, param: 'messages[0].role' });
    expect(refusal(() => parseJson(bytes('{"a":1,"\\u0061":1}'))).param).toBe('a');
    expect(refusal(() => parseJson(bytes('{"__proto__":1,"__proto__":1}'))).param).toBe('__proto__');
  });

  it('reads 128 levels and refuses 129, without a stack to overflow', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(JSON.stringify(scanJson(nested(128)))).toBe(nested(128));
    expect(JSON.stringify(scanJson(` ${nested(128)}`))).toBe(nested(128));
    for (const text of [
      nested(129),
      ` ${nested(129)}`,
      nested(200_000),
      '['.repeat(200_000),
      '{"a":'.repeat(200_000),
    ]) {
      expect(refusal(() => scanJson(text)).message).toBe('The body is nested deeper than 128 levels.');
    }
  });

  it('takes __proto__ for a key like any other', () => {
    for (const text of ['{"__proto__":{"model":"x"},"a":1}', ' {"__proto__":{"model":"x"},"a":1.0}']) {
      const body = parseJson(bytes(text));
      expect(JSON.stringify(body)).toBe(text.trim());
      expect(body.model).toBeUndefined();
      expect(own(body, '__proto__')).toEqual({ model: 'x' });
      expect(own(body, 'constructor')).toBeUndefined();
    }
  });

  it('refuses bad UTF-8 and anything but an object', () => {
    expect(refusal(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).message).toBe('The body is not valid UTF-8.');
    for (const text of ['[]', '1', '1.0', '"x"', 'null']) {
      expect(refusal(() => parseJson(bytes(text))).message).toBe('The body must be a JSON object.');
    }
  });

  it('reads text that need not be JSON', () => {
    expect(readJson('{"a":1}')).toEqual({ a: 1 });
    expect(readJson('null')).toBeNull();
    expect(readJson('{"a":')).toBeUndefined();
  });
});

describe('the canonical encoding', () => {
  it('sorts keys by code units and writes numbers as they came', () => {
    const text =
      '{"z": 1.0, "a": {"é": null, "B": true, "\\ud800": "\\ud800", "a": [1e5, "\\u00e9\\n"]}, "__proto__": {}}';
    expect(canonicalJson(scanJson(text))).toBe(
      '{"__proto__":{},"a":{"B":true,"a":[1e5,"é\\n"],"é":null,"\\ud800":"\\ud800"},"z":1.0}',
    );
  });

  it('does not depend on the order of keys, nor on blanks', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const value = scanJson(text);
        const canonical = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(canonical);
        expect(canonicalJson(scanJson(canonical))).toBe(canonical);
      }),
    );
  });

  it('differs where the values differ', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (a, b) => {
        const same = canonicalJson(scanJson(a)) === canonicalJson(scanJson(b));
        if (same) expect(scanJson(a)).toEqual(scanJson(b));
        else expect(JSON.stringify(scanJson(a))).not.toBe(JSON.stringify(scanJson(b)));
      }),
    );
    expect(canonicalJson(scanJson('9007199254740993'))).not.toBe(canonicalJson(scanJson('9007199254740992')));
    expect(canonicalJson(scanJson('"\\ud800"'))).not.toBe(canonicalJson(scanJson('"\\ud801"')));
  });
});

describe('numbers', () => {
  it('are read whichever way they are kept', () => {
    expect(['1', '1.0', '-0', '1e400', '"1"', 'null', '{}'].map((text) => toNumber(scanJson(text)))).toEqual([
      1,
      1,
      -0,
      Number.POSITIVE_INFINITY,
      null,
      null,
      null,
    ]);
    expect(toNumber(undefined)).toBeNull();
  });

  it('are no objects, while an object that looks like one is', () => {
    expect(isObject(scanJson('1.0'))).toBe(false);
    expect(isObject(scanJson('{"rawJSON": "1.0"}'))).toBe(true);
    expect(canonicalJson(scanJson('{"rawJSON": "1.0"}'))).toBe('{"rawJSON":"1.0"}');
  });
});

function attempt(parse: () => string): string | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}

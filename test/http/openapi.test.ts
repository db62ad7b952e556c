/** The document, held to the routes; and the routes, to never breaking over what the document lets through. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';

interface Described {
  readonly parameters: readonly { name: string; in: string; schema: { enum?: readonly string[] } }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly example?: unknown;
}

let proxy: TestProxy;
let paths: Record<string, Record<string, Described>>;
beforeAll(async () => {
  proxy = await startProxy({ env: { ...EXACT_ONLY, ENABLE_LOADTEST: 'true' } });
  const answer = await proxy.request('/openapi.json');
  ({ paths } = JSON.parse(await answer.text()));
});
afterAll(() => proxy[Symbol.asyncDispose]());

describe('/openapi.json', () => {
  test('has every route of the app, and no other', () => {
    const asDocumented = (path: string) => path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}').replace(/\*$/, '{path}');
    const routes = proxy.routes
      .filter(({ method, path }) => method !== 'ALL' && !/^\/(docs|dashboard)\/./.test(path))
      .map(({ method, path }) => `${method} ${asDocumented(path)}`);
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual([...new Set(routes)].sort());
  });

  test('names each operation once', () => {
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((one) => Reflect.get(one, 'operationId')),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('whatever is sent', () => {
  test('no route breaks', async () => {
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({ path, method: method.toUpperCase(), one })),
    );
    // Follows until it is left; the others are asked.
    const asked = operations.filter(({ path }) => path !== '/api/loadtest');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...asked), fc.gen(), async ({ path, method, one }, draw) => {
        const text = (): string => draw(fc.string);
        const query = one.parameters.filter(({ in: place }) => place === 'query');
        const search = new URLSearchParams(
          query
            .filter(({ name }) => name !== 'follow' && draw(fc.boolean))
            .map(({ name }): [string, string] => [name, text()]),
        );
        const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(draw(fc.string, { minLength: 1 })));
        const [[type, content] = ['', null]] = Object.entries(one.requestBody?.content ?? {});
        const body = content && JSON.stringify(draw(() => fill(content.schema)) ?? null);
        const headers: Record<string, string> = { authorization: 'Bearer admin' };
        if (body) headers['content-type'] = type;
        if (draw(fc.boolean)) headers['x-cache-ttl'] = '1';
        const answer = await proxy.request(`${filled}?${search}`, { method, headers, body });
        await answer.text();
        expect(answer.status, `${method} ${filled}?${search} ${body}`).not.toBe(500);
      }),
      { numRuns: 600 },
    );
  });
});

/** Of a schema's shape more often than not, so that what is behind the validation is reached too. */
function fill(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: fits(schema), weight: 8 }, { arbitrary: fc.jsonValue(), weight: 1 });
}

function fits(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.example !== undefined && !schema.properties) return fc.constant(schema.example);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fill));
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, fill(one)])),
        {
          requiredKeys: [],
        },
      );
    case 'array':
      return fc.array(fill(schema.items ?? {}), { maxLength: 4 });
    case 'string':
      return fc.string({ unit: 'grapheme' });
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue();
  }
}

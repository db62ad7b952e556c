import { z } from 'zod';
import { REQUEST_HEADERS, RESPONSE_HEADERS } from './headers.ts';
import type { Operation } from './operation.ts';
import { error } from './shapes.ts';

type Part = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of some operations: https://spec.openapis.org/oas/v3.1.1 */
export function describeApi(operations: readonly Operation[], version: string) {
  const paths = Object.entries(Object.groupBy(operations, ({ path }) => path)).map(([path, methods = []]) => [
    path,
    Object.fromEntries(methods.map((operation) => [operation.method, describeOperation(operation)])),
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'llm-cache-proxy',
      version,
      description: 'A caching proxy for LLM APIs: exact and semantic, with answers that can be trusted.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(paths) as Readonly<Record<string, Readonly<Record<string, Part>>>>,
    components: {
      schemas: { Error: schemaOf(error) },
      responses: { Error: { description: "An error, in OpenAI's shape.", content: json({ $ref: ERROR }) } },
      securitySchemes: {
        client: { type: 'http', scheme: 'bearer', description: 'A key of PROXY_API_KEYS, where there are any.' },
        admin: { type: 'http', scheme: 'bearer', description: 'ADMIN_API_KEY; without one, this machine only.' },
      },
    },
  };
}

const ERROR = '#/components/schemas/Error';

function describeOperation(operation: Operation): Part {
  const { tag, summary, key, body, errors = [] } = operation;
  const statuses = [400, ...(key === 'client' ? [401] : key === 'admin' ? [401, 403] : []), ...errors, 500];
  return {
    tags: [tag],
    summary,
    operationId: nameOf(operation),
    parameters: [...pathParameters(operation), ...queryParameters(operation), ...headerParameters(operation)],
    ...(body !== undefined && { requestBody: { required: true, content: bodyOf(body) } }),
    responses: {
      200: {
        description: 'It worked.',
        ...(operation.steered && { headers: Object.fromEntries(RESPONSE_HEADERS.map(headerOf)) }),
        content: answerOf(operation.answer),
      },
      ...Object.fromEntries([...new Set(statuses)].map((status) => [status, { $ref: '#/components/responses/Error' }])),
    },
    security: key === 'none' ? [] : [{ [key]: [] }, ...(key === 'client' ? [{}] : [])],
  };
}

/** `postAdminCacheClear`. */
function nameOf({ method, path }: Operation): string {
  const words = path.split(/[^a-z0-9]+/i).filter(Boolean);
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function pathParameters({ path }: Operation): Part[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters({ query }: Operation): Part[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({ steered }: Operation): Part[] {
  if (!steered) return [];
  return REQUEST_HEADERS.map(({ name, means }) => ({ name, in: 'header', description: means, schema: TEXT }));
}

const TEXT = { type: 'string' };

function headerOf({ name, means }: (typeof RESPONSE_HEADERS)[number]): [string, Part] {
  return [name, { description: means, schema: TEXT }];
}

function bodyOf(body: NonNullable<Operation['body']>): Part {
  return typeof body === 'string' ? { [body]: { schema: {} } } : json(schemaOf(body));
}

function answerOf(answer: Operation['answer']): Part {
  if (answer instanceof z.ZodType) return json(schemaOf(answer));
  return Object.fromEntries(answer.map((type) => [type, { schema: {} }]));
}

function json(schema: Part): Part {
  return { 'application/json': { schema } };
}

/** As what is sent: what has a default may be left out. */
function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return rest;
}

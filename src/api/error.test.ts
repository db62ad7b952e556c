import { Hono } from 'hono';
import { type RequestIdVariables, requestId } from 'hono/request-id';
import { expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { createErrorHandler } from './error.ts';

const cause = new Error('connect ECONNREFUSED 10.0.0.1');

test.each([
  ['a defect', new Error('oops'), true],
  ['an upstream that cannot be reached', new AppError('upstream_unreachable', 'No.', { cause }), true],
  ['a miss that was wanted so', new AppError('only_if_cached', 'No.'), false],
  ["the client's own mistake", new AppError('invalid_request', 'No.', { cause }), false],
])('%s is told with the id of its request, if there is something that no client sees', async (_, error, isTold) => {
  const told: [code: string, id: string][] = [];
  const app = new Hono<{ Variables: RequestIdVariables }>();
  app.use(requestId());
  app.get('/', () => {
    throw error;
  });
  app.onError(createErrorHandler(({ code }, id) => told.push([code, id])));
  const response = await app.request('/', { headers: { 'x-request-id': 'request-1' } });
  expect(told).toEqual(isTold ? [[error instanceof AppError ? error.code : 'internal', 'request-1']] : []);
  expect(response.headers.get('x-request-id')).toBe('request-1');
  expect(await response.text()).not.toMatch(/oops|10\.0\.0\.1/);
});

import { describe, expect, test } from 'vitest';
import { errorIn, errorInEvent, faultOfError, faultOfStatus } from './fault.ts';

test.for([
  [400, 'request'],
  [401, 'key'],
  [402, 'quota'],
  [404, 'request'],
  [408, 'passing'],
  [409, 'passing'],
  [413, 'request'],
  [422, 'request'],
  [429, 'passing'],
  [500, 'passing'],
  [529, 'passing'],
] as const)('%i: %s', ([status, fault]) => {
  expect(faultOfStatus(status)).toBe(fault);
});

test.for([
  [{ message: 'Provider returned error', code: 502 }, 'passing'],
  [{ message: 'Rate limited', code: 429 }, 'passing'],
  [{ message: 'No credits', code: 402 }, 'quota'],
  [{ message: 'Flagged', code: 403 }, 'request'],
  [{ message: 'Too long', code: 400 }, 'request'],
  [{ message: 'Too long', type: 'invalid_request_error', code: null }, 'request'],
  [{ message: 'Bad prompt', code: 'invalid_prompt' }, 'request'],
  [{ message: 'Wrong key', type: 'invalid_request_error', code: 'invalid_api_key' }, 'key'],
  [{ message: 'Pay first', type: 'insufficient_quota', code: 'insufficient_quota' }, 'quota'],
  [{ message: 'Broken', code: 'server_error' }, 'passing'],
  [{ message: 'Too fast', code: 'rate_limit_exceeded' }, 'passing'],
  [{}, 'passing'],
] as const)('%o: %s', ([error, fault]) => {
  expect(faultOfError(error)).toBe(fault);
});

describe('an error', () => {
  const error = { message: 'no' };
  test.for([
    ['beside an answer', { choices: [], error }, error],
    ['as a text', { error: 'no' }, error],
    ['as an event', { type: 'error', message: 'no' }, { type: 'error', message: 'no' }],
    ['of a response that failed', { type: 'response.failed', response: { status: 'failed', error } }, error],
    ['that says nothing', { type: 'response.failed' }, {}],
  ] as const)('%s', ([, value, found]) => {
    expect(errorIn(value)).toEqual(found);
    expect(errorInEvent({ data: JSON.stringify(value) })).toEqual(found);
  });

  test('by the name of its event', () => {
    expect(errorInEvent({ event: 'error', data: 'no' })).toEqual({});
  });

  test.for([
    { id: 'x', error: null, status: 'completed' },
    { choices: [], error: '' },
    { type: 'response.created', response: { error: null } },
    [{ error }],
    'error',
    null,
  ] as const)('is not in %o', (value) => {
    expect(errorIn(value)).toBeNull();
    expect(errorInEvent({ data: JSON.stringify(value) })).toBeNull();
  });

  test('is not in the end of a stream, nor in what does not parse', () => {
    expect([errorInEvent({ data: '[DONE]' }), errorInEvent({ data: '{"error":' })]).toEqual([null, null]);
  });
});

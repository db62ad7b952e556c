import { expect, test } from 'vitest';
import { forwardedHeaders, returnedHeaders } from './headers.ts';

test('what `Connection` names is of this hop alone, in whatever case and spacing, both ways', () => {
  const headers = { connection: 'close,X-One ,  x-two', 'x-one': '1', 'x-two': '2', 'x-three': '3' };
  expect(forwardedHeaders(headers, false)).toEqual({ 'x-three': '3' });
  expect(returnedHeaders(headers)).toEqual({ 'x-three': '3' });
});

test.each([
  ...['keep-alive', 'proxy-connection', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
])('%s is of one hop, named or not', (name) => {
  expect(forwardedHeaders({ [name]: 'x' }, true)).toEqual({});
  expect(returnedHeaders({ [name]: 'x' })).toEqual({});
});

test('whose account it is on is the choice of who brings the key', () => {
  const headers = { 'openai-organization': 'org', 'openai-project': 'proj' };
  expect(forwardedHeaders(headers, false)).toEqual({});
  expect(forwardedHeaders(headers, true)).toEqual(headers);
  expect(returnedHeaders(headers)).toEqual({});
});

test('several values of a header stay', () => {
  expect(returnedHeaders({ link: ['<a>', '<b>'], 'set-cookie': ['a', 'b'], gone: undefined })).toEqual({
    link: '<a>, <b>',
  });
});

import { expect, test } from 'vitest';
import { isWithin, withOuter } from './namespace.ts';

test('a namespace is within itself and those before its slashes, and in no other', () => {
  expect(withOuter('team')).toEqual(['team']);
  expect(withOuter('team/a/b')).toEqual(['team', 'team/a', 'team/a/b']);
  for (const outer of withOuter('team/a/b')) expect(isWithin('team/a/b', outer)).toBe(true);
  for (const other of ['tea', 'team/', 'team/a/b/c', 'team/ab', '', 'a'])
    expect(isWithin('team/a/b', other)).toBe(false);
  expect(isWithin('team:a', 'team')).toBe(false);
});

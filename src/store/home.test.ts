import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../../test/stored.ts';
import { diskHome } from './home.ts';

test('a folder keeps its name, whoever asks first, and no two have the same', async () => {
  const [here, there] = [join(newFolder(), 'data'), newFolder()];
  const names = await Promise.all(Array.from({ length: 20 }, () => diskHome(here)()));
  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(await diskHome(here)()).toBe(names[0]);
  expect(await diskHome(there)()).not.toBe(names[0]);
  expect(readdirSync(here)).toEqual(['home']);
});

test('a folder that cannot be written to is an error', async () => {
  await expect(diskHome('/dev/null/data')()).rejects.toThrow();
});

import { expect, onTestFinished, test } from 'vitest';
import { createDiskRegistry } from '../../src/store/disk/registry.ts';
import { newFolder } from '../stored.ts';
import { describeRegistry } from './registry.ts';

describeRegistry('the embedded registry', { open: async (dir) => createDiskRegistry({ dir }), newPlace: newFolder });

test('beyond its bound the oldest objects are forgotten', async () => {
  const registry = createDiskRegistry({ dir: null, maxObjects: 10 });
  onTestFinished(() => registry.close());
  const ids = Array.from({ length: 30 }, (_, n) => `file-${n}`);
  for (const id of ids) await registry.put(id, { maker: 'one', client: null });
  const known = async () => (await registry.get(ids)).flatMap((made, n) => (made ? [n] : []));
  await expect.poll(known, { timeout: 5_000 }).toEqual(Array.from({ length: 10 }, (_, n) => 20 + n));
});

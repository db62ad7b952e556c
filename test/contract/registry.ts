/** The contract of `Registry`: every implementation joins with one line. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Registry } from '../../src/types.ts';

interface RegistryImplementation {
  /** Opens what `place` names: the same place knows the same objects, however often it is opened. */
  open(place: string): Promise<Registry>;
  newPlace(): string;
}

export function describeRegistry(name: string, { open, newPlace }: RegistryImplementation): void {
  describe(`${name} is a Registry`, () => {
    const registries: Registry[] = [];

    async function opened(place: string): Promise<Registry> {
      const registry = await open(place);
      registries.push(registry);
      return registry;
    }

    afterEach(async () => {
      for (const registry of registries.splice(0)) await registry.close();
    });

    test('what was put is there for whoever opens it, in the order asked', async () => {
      const place = newPlace();
      const registry = await opened(place);
      await registry.put('resp_1', { maker: 'one', client: 'ann' });
      await registry.put('file-2', { maker: 'a "maker"', client: null });
      await registry.close();
      const again = await opened(place);
      expect(await again.get(['file-2', 'none', 'resp_1', 'resp_1'])).toEqual([
        { maker: 'a "maker"', client: null },
        null,
        { maker: 'one', client: 'ann' },
        { maker: 'one', client: 'ann' },
      ]);
      expect(await again.get([])).toEqual([]);
      expect(await (await opened(newPlace())).get(['resp_1'])).toEqual([null]);
    });

    test('what is there already stays, and is told', async () => {
      const registry = await opened(newPlace());
      const first = { maker: 'one', client: 'ann' };
      expect(await registry.put('resp_1', first)).toEqual(first);
      expect(await registry.put('resp_1', { maker: 'two', client: 'bob' })).toEqual(first);
      expect(await registry.get(['resp_1'])).toEqual([first]);
    });

    test('many at once', async () => {
      const registry = await opened(newPlace());
      const ids = Array.from({ length: 300 }, (_, n) => `file-${n}`);
      await Promise.all(ids.map((id) => registry.put(id, { maker: id, client: null })));
      expect(await registry.get(ids)).toEqual(ids.map((id) => ({ maker: id, client: null })));
    });
  });
}

/** The contract of `Ledger`: every implementation joins with one line. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/types.ts';

interface LedgerImplementation {
  /** Opens what `place` names: the same place has the same notes, however often it is opened. */
  open(place: string): Promise<Ledger>;
  newPlace(): string;
}

export function describeLedger(name: string, { open, newPlace }: LedgerImplementation): void {
  describe(`${name} is a Ledger`, () => {
    const ledgers: Ledger[] = [];

    async function opened(place: string): Promise<Ledger> {
      const ledger = await open(place);
      ledgers.push(ledger);
      return ledger;
    }

    afterEach(async () => {
      for (const ledger of ledgers.splice(0)) await ledger.close();
    });

    test('a set that nobody wrote to is empty', async () => {
      const ledger = await opened(newPlace());
      expect(await ledger.read('vetoes')).toEqual(new Set());
    });

    test('a note stays, once, in its set, for whoever opens the ledger', async () => {
      const place = newPlace();
      const ledger = await opened(place);
      await ledger.add('vetoes', 'a:b');
      await ledger.add('vetoes', 'c:d');
      await ledger.add('vetoes', 'a:b');
      await ledger.add('others', 'e');
      expect(await ledger.read('vetoes')).toEqual(new Set(['a:b', 'c:d']));
      await ledger.close();
      const again = await opened(place);
      expect(await again.read('vetoes')).toEqual(new Set(['a:b', 'c:d']));
      expect(await again.read('others')).toEqual(new Set(['e']));
      expect(await (await opened(newPlace())).read('vetoes')).toEqual(new Set());
    });

    test('many notes at once', async () => {
      const place = newPlace();
      const [one, other] = [await opened(place), await opened(place)];
      const notes = Array.from({ length: 200 }, (_, n) => `note ${n}`);
      await Promise.all(notes.map((note, n) => (n % 2 === 0 ? one : other).add('set', note)));
      expect(await one.read('set')).toEqual(new Set(notes));
    });
  });
}

/** The contract of `Ledger`: every implementation joins with one line. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/types.ts';

const HOUR = 3_600_000;

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

    test('a document that nobody wrote is not there', async () => {
      expect(await (await opened(newPlace())).get('history')).toBeNull();
    });

    test('a document stays as it was last written, for whoever opens the ledger', async () => {
      const place = newPlace();
      const ledger = await opened(place);
      const name = 'history:host-1:3000/a b';
      const document = JSON.stringify({
        text: 'many\nlines, \u00e9 \u{1F600}',
        list: Array.from({ length: 20_000 }, Math.sqrt),
      });
      await ledger.put(name, 'the first', HOUR);
      await ledger.put(name, document, HOUR);
      await ledger.put('other', '', HOUR);
      await ledger.close();
      const again = await opened(place);
      expect(await again.get(name)).toBe(document);
      expect(await again.get('other')).toBe('');
      expect(await again.get('history')).toBeNull();
      expect(await (await opened(newPlace())).get(name)).toBeNull();
    });

    test('a document and a set of one name are two things', async () => {
      const ledger = await opened(newPlace());
      await ledger.put('vetoes', 'a document', HOUR);
      await ledger.add('vetoes', 'a:b');
      expect(await ledger.get('vetoes')).toBe('a document');
      expect(await ledger.read('vetoes')).toEqual(new Set(['a:b']));
    });
  });
}

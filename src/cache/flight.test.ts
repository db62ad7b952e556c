import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Flights, type Terms } from './flight.ts';

const TERMS: Terms = { ttl: 100, keptStale: 0, tags: ['a'] };
type Landed = { readonly done: Promise<unknown> };

/** Work that ends when it is told to. */
function newWork() {
  const { promise, resolve, reject } = Promise.withResolvers<Landed>();
  return { work: () => promise, land: (done: Promise<unknown> = Promise.resolve()) => resolve({ done }), fail: reject };
}

describe('a flight', () => {
  test('can be joined until all of its work is done, and is gone then', async () => {
    const flights = new Flights<Landed>();
    const { work, land } = newWork();
    const stored = Promise.withResolvers<void>();
    const flight = flights.start('key', TERMS, 0, work);
    expect(flights.find('key')).toBe(flight);
    expect(flights.find('other')).toBeUndefined();
    land(stored.promise);
    await flight.landing;
    expect(flights.find('key')).toBe(flight);
    expect(flights.size).toBe(1);
    stored.resolve();
    await flights.idle();
    expect(flights.find('key')).toBeUndefined();
    expect(flights.size).toBe(0);
  });

  test('without a key is nobody else’s', async () => {
    const flights = new Flights<Landed>();
    const { work, land } = newWork();
    flights.start(null, TERMS, 0, work);
    expect(flights.size).toBe(1);
    land();
    await flights.idle();
    expect(flights.size).toBe(0);
  });

  test('that fails tells those who wait, and nobody else', async () => {
    const flights = new Flights<Landed>();
    const { work, fail } = newWork();
    const flight = flights.start('key', TERMS, 0, work);
    fail(new Error('no'));
    await flights.idle();
    await expect(flight.landing).rejects.toThrow('no');
    expect(flights.find('key')).toBeUndefined();
  });

  test('ends when the last one leaves, and then nobody joins it any more', async () => {
    const flights = new Flights<Landed>();
    const { work, fail } = newWork();
    const flight = flights.start('key', TERMS, 0, work);
    const [one, other] = [new AbortController(), new AbortController()];
    flight.board(one.signal);
    flight.board(other.signal);
    one.abort();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(flights.find('key')).toBe(flight);
    other.abort();
    await once(flight.signal, 'abort');
    expect(flights.find('key')).toBeUndefined();

    const { work: again, land } = newWork();
    const next = flights.start('key', TERMS, 0, again);
    fail(new Error('aborted'));
    await expect(flight.landing).rejects.toThrow('aborted');
    expect(flights.find('key')).toBe(next);
    land();
    await flights.idle();
  });

  test('goes on when one comes within the grace', async () => {
    const flights = new Flights<Landed>();
    const { work, land } = newWork();
    const flight = flights.start('key', TERMS, 0, work);
    const leaving = new AbortController();
    flight.board(leaving.signal);
    leaving.abort();
    flight.board(null);
    // A timer of the same length that was set later fires later.
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(flight.signal.aborted).toBe(false);
    land();
    await flights.idle();
  });

  test('that is over does not mind who leaves', async () => {
    const flights = new Flights<Landed>();
    const { work, land } = newWork();
    const flight = flights.start('key', TERMS, 0, work);
    const leaving = new AbortController();
    flight.board(leaving.signal);
    land();
    await flights.idle();
    leaving.abort();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(flight.signal.aborted).toBe(false);
  });

  test('takes the smallest lifetime of all aboard, and all their tags', () => {
    const flight = new Flights<Landed>().start('key', TERMS, 0, newWork().work);
    flight.join({ ttl: 200, keptStale: 9, tags: ['b'] });
    expect(flight.terms).toEqual({ ttl: 100, keptStale: 0, tags: ['a', 'b'] });
    flight.join({ ttl: 50, keptStale: 2, tags: ['a', 'c'] });
    expect(flight.terms).toEqual({ ttl: 50, keptStale: 2, tags: ['a', 'b', 'c'] });
  });
});

/** The contract of `Lease`: every implementation joins with one line, and with a second one if processes share it. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Lease } from '../../src/types.ts';
import { newKey } from '../stored.ts';

interface LeaseImplementation {
  /** As one process has it. */
  open(): Promise<Lease>;
}

interface SharedLeaseImplementation {
  /** As two processes have it; `die` ends the first without a word. */
  open(): Promise<{ readonly holder: Lease; readonly other: Lease; die(): Promise<void> }>;
}

const never = new AbortController().signal;

export function describeLease(name: string, { open }: LeaseImplementation): void {
  describe(`${name} is a Lease`, () => {
    let lease: Lease | undefined;
    afterEach(() => lease?.close());

    test('it is granted, and again when it was released', async () => {
      lease = await open();
      const key = newKey();
      for (let round = 0; round < 3; round++) {
        const held = await lease.acquire(key);
        expect(held).not.toBeNull();
        await held?.release('none');
      }
    });

    test('to release it twice does no harm', async () => {
      lease = await open();
      const held = await lease.acquire(newKey());
      await held?.release('none');
      await held?.release('stored');
    });

    test('who waits for nobody is told so', async () => {
      lease = await open();
      expect(await lease.wait(newKey(), never)).toBe('lost');
    });
  });
}

export function describeSharedLease(name: string, { open }: SharedLeaseImplementation): void {
  describe(`${name} is a Lease that processes share`, () => {
    let leases: Awaited<ReturnType<typeof open>> | undefined;

    async function opened() {
      leases = await open();
      return leases;
    }

    afterEach(async () => {
      await leases?.holder.close();
      await leases?.other.close();
      leases = undefined;
    });

    test('one of many has it', async () => {
      const { holder, other } = await opened();
      const key = newKey();
      const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? holder : other).acquire(key));
      expect((await Promise.all(asked)).filter((held) => held !== null)).toHaveLength(1);
      expect(await other.acquire(newKey())).not.toBeNull();
    });

    test.for(['stored', 'none'] as const)('those who wait are told "%s"', async (result) => {
      const { holder, other } = await opened();
      const key = newKey();
      const held = await holder.acquire(key);
      const told = [other.wait(key, never), other.wait(key, never), holder.wait(key, never)];
      await held?.release(result);
      expect(await Promise.all(told)).toEqual([result, result, result]);
    });

    test.for(['stored', 'none'] as const)('who comes just too late is told "%s" too', async (result) => {
      const { holder, other } = await opened();
      const key = newKey();
      const held = await holder.acquire(key);
      await held?.release(result);
      expect(await other.wait(key, never)).toBe(result);
    });

    test('after "none" the next one has it; after "stored" the answer has to be looked up first', async () => {
      const { holder, other } = await opened();
      const [none, stored] = [newKey(), newKey()];
      await (await holder.acquire(none))?.release('none');
      await (await holder.acquire(stored))?.release('stored');
      expect(await other.acquire(none)).not.toBeNull();
      expect(await other.acquire(stored)).toBeNull();
    });

    test('a holder keeps it for longer than it would last by itself', async () => {
      const { holder, other } = await opened();
      const key = newKey();
      const held = await holder.acquire(key);
      const told = other.wait(key, AbortSignal.timeout(1_500));
      expect(await told).toBe('lost');
      expect(await other.acquire(key)).toBeNull();
      await held?.release('none');
    });

    test('when its holder dies, those who wait are told, and the next one has it', async () => {
      const { holder, other, die } = await opened();
      const key = newKey();
      await holder.acquire(key);
      const told = other.wait(key, never);
      await die();
      expect(await told).toBe('lost');
      expect(await other.acquire(key)).not.toBeNull();
    });

    test('who lost it has no say any more', async () => {
      const { holder, other, die } = await opened();
      const key = newKey();
      const lost = await holder.acquire(key);
      await die();
      expect(await other.wait(key, never)).toBe('lost');
      const held = await other.acquire(key);
      const told = other.wait(key, never);
      await lost?.release('none');
      await held?.release('stored');
      expect(await told).toBe('stored');
    });

    test('who does not want to wait any more does not', async () => {
      const { holder, other } = await opened();
      const key = newKey();
      await holder.acquire(key);
      const controller = new AbortController();
      const told = other.wait(key, controller.signal);
      controller.abort();
      expect(await told).toBe('lost');
    });

    test('closing ends what waits', async () => {
      const { holder, other } = await opened();
      const key = newKey();
      await holder.acquire(key);
      const told = other.wait(key, never);
      await other.close();
      expect(await told).toBe('lost');
    });
  });
}

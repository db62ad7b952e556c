/** The contract of `Bus`: every implementation joins with one line, and with a second one if processes share it. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Bus, Drop } from '../../src/types.ts';
import { newKey } from '../stored.ts';

type Message = Drop | 'gap';

interface BusImplementation {
  open(): Promise<Bus>;
}

interface SharedBusImplementation {
  /** As three processes have it; `cut` breaks the connections on which they listen. */
  open(): Promise<{ readonly buses: readonly [Bus, Bus, Bus]; cut(): Promise<void>; close(): Promise<void> }>;
}

const clearAll: Drop = { kind: 'clear', namespace: null };

export function describeBus(name: string, { open }: BusImplementation): void {
  describe(`${name} is a Bus`, () => {
    let bus: Bus | undefined;
    afterEach(() => bus?.close());

    test('what it says itself it does not hear', async () => {
      bus = await open();
      const heard: Message[] = [];
      bus.subscribe((message) => heard.push(message));
      bus.publish(clearAll);
      bus.publish({ kind: 'keys', keys: [newKey()] });
      await bus.close();
      expect(heard.filter((message) => message !== 'gap')).toEqual([]);
    });
  });
}

export function describeSharedBus(name: string, { open }: SharedBusImplementation): void {
  describe(`${name} is a Bus that processes share`, () => {
    let shared: Awaited<ReturnType<typeof open>> | undefined;

    /** Three buses, what each heard, and all of them listening. */
    async function opened() {
      shared = await open();
      const heard = shared.buses.map((bus) => {
        const messages: Message[] = [];
        bus.subscribe((message) => messages.push(message));
        return messages;
      });
      const isProbe = (message: Message) => message !== 'gap' && message.kind === 'note' && message.note === 'probe';
      const drops = (index: number) => heard[index]?.filter((message) => message !== 'gap' && !isProbe(message));
      // They listen when each has heard another.
      await expect
        .poll(
          () => {
            for (const bus of shared?.buses ?? []) bus.publish({ kind: 'note', set: 'vetoes', note: 'probe' });
            return heard.every((messages) => messages.some(isProbe));
          },
          { timeout: 5_000 },
        )
        .toBe(true);
      return { ...shared, heard, drops };
    }

    afterEach(async () => {
      await shared?.close();
      shared = undefined;
    });

    test('all others hear it, in order, and who says it does not', async () => {
      const { buses, drops } = await opened();
      const said: Drop[] = [
        { kind: 'keys', keys: [newKey(), newKey()] },
        { kind: 'clear', namespace: 'team:a' },
        { kind: 'note', set: 'vetoes', note: 'one:other' },
        clearAll,
        ...Array.from({ length: 100 }, () => ({ kind: 'keys' as const, keys: [newKey()] })),
      ];
      for (const drop of said) buses[0].publish(drop);
      await expect.poll(() => [drops(1), drops(2)]).toEqual([said, said]);
      // The other way, so that the first has heard all there was to hear.
      buses[1].publish(clearAll);
      await expect.poll(() => drops(0)).toEqual([clearAll]);
    });

    test('after a cut a gap is told, and what is said then is heard', async () => {
      const { buses, heard, drops, cut } = await opened();
      for (const messages of heard) messages.length = 0;
      await cut();
      const toldOfGap = () => heard.every((messages) => messages.includes('gap'));
      await expect.poll(toldOfGap, { timeout: 5_000 }).toBe(true);
      await expect
        .poll(
          () => {
            buses[0].publish(clearAll);
            return drops(1)?.length;
          },
          { timeout: 5_000 },
        )
        .toBeGreaterThan(0);
    });
  });
}

import { randomUUID } from 'node:crypto';
import type { Bus, Drop } from '../../types.ts';
import type { RedisConnection } from './connection.ts';

interface RedisBusOptions {
  readonly prefix: string;
  /** Told when a message could not be sent: other processes go on with what they hold until it is too old for them. */
  readonly onError: (error: Error) => void;
}

/** Published as JSON. */
interface Said {
  readonly from: string;
  readonly drop: Drop;
}

/** Redis' publish and subscribe: what one process removes, the others forget. What it says itself it does not hear. */
export function createRedisBus(connection: RedisConnection, { prefix, onError }: RedisBusOptions): Bus {
  const from = randomUUID();
  const channel = `${prefix}bus`;
  const listeners = new Set<(message: Drop | 'gap') => void>();
  const tell = (message: Drop | 'gap') => {
    for (const listener of listeners) listener(message);
  };

  connection.listen(channel, {
    gap: () => tell('gap'),
    message(text) {
      const said = read(text);
      // What cannot be read may have been anything: a newer version of this program may share the channel.
      if (!said) tell('gap');
      else if (said.from !== from) tell(said.drop);
    },
  });

  return {
    publish(drop) {
      const said: Said = { from, drop };
      connection.commands.publish(channel, JSON.stringify(said)).catch(onError);
    },
    subscribe: (listener) => void listeners.add(listener),
    async close() {
      listeners.clear();
    },
  };
}

function read(text: string): Said | null {
  try {
    return toSaid(JSON.parse(text));
  } catch {
    return null;
  }
}

function toSaid({ from, drop }: { from?: unknown; drop?: { [name: string]: unknown } }): Said | null {
  const { kind, keys, namespace, set, note } = drop ?? {};
  if (typeof from !== 'string') return null;
  if (kind === 'keys' && isStrings(keys)) return { from, drop: { kind, keys } };
  if (kind === 'note' && typeof set === 'string' && typeof note === 'string')
    return { from, drop: { kind, set, note } };
  if (kind !== 'clear' || (namespace !== null && typeof namespace !== 'string')) return null;
  return { from, drop: { kind, namespace } };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

import type { Made, Ms, Registry } from '../../types.ts';
import type { RedisConnection } from './connection.ts';

/** OpenAI keeps a response for thirty days. */
const KEEP: Ms = 30 * 86_400_000;

/** The registry that several processes share: a string for each object. */
export function createRedisRegistry({ commands, urgent, write }: RedisConnection, prefix: string): Registry {
  const nameOf = (id: string) => `${prefix}object:${id}`;
  return {
    async get(ids) {
      const found = await urgent(() => Promise.all(ids.map((id) => commands.get(nameOf(id)))));
      return found.map((text) => (text === null ? null : decode(text)));
    },
    async put(id, made) {
      const text = JSON.stringify([made.maker, made.client]);
      const name = nameOf(id);
      const work = () => Promise.all([commands.set(name, text, 'PX', KEEP, 'NX'), commands.get(name)]);
      const [, stays] = await write(work);
      return stays === null ? made : decode(stays);
    },
    close: async () => {},
  };
}

function decode(text: string): Made {
  const [maker, client]: [string, string | null] = JSON.parse(text);
  return { maker, client };
}

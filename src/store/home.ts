/**
 * Which exact store the answers live in. A vector points at an answer; that the answer is not there means something
 * only in the store that it was put into. An empty Redis, or another one, is another home: the vectors of the first are
 * neither found from there nor removed.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RedisConnection } from './redis/connection.ts';

/** The home's name, read anew each time; made up when there is none yet. Rejects when it cannot be known. */
export type Home = () => Promise<string>;

/** Of what is under a prefix in Redis: its name is lost with what is stored there. */
export function redisHome({ commands, urgent }: RedisConnection, prefix: string): Home {
  const name = `${prefix}home`;
  return async () => {
    // Read first: a Redis that takes no writes has a name all the same.
    const known = await urgent(() => commands.get(name));
    if (known !== null) return known;
    const [, home] = await urgent(() => Promise.all([commands.set(name, randomUUID(), 'NX'), commands.get(name)]));
    if (home === null) throw new Error('Redis keeps nothing');
    return home;
  };
}

/** Of the embedded store in a folder. */
export function diskHome(dir: string): Home {
  const file = join(dir, 'home');
  return async () => (await readIfThere(file)) ?? (await make(file));
}

/** Whole or not at all, and once: whoever comes second reads what the first one wrote. */
async function make(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, randomUUID());
  await link(draft, file).catch(unless('EEXIST'));
  await rm(draft);
  return readFile(file, 'utf8');
}

function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(unless('ENOENT'));
}

/** Rethrows every error but the one that is expected. */
function unless(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}

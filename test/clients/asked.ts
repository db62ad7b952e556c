/** What the clients of all kinds are asked for. */
import { z } from 'zod';

export const MODEL = 'gpt-4o-mini';
export const EMBEDDING_MODEL = 'text-embedding-3-small';

/** What an answer is to look like. */
export const City = z.object({ name: z.string(), inhabitants: z.number(), rivers: z.array(z.string()) });

/** What the tool `find_author` takes. */
export const Work = z.object({ work: z.string() });

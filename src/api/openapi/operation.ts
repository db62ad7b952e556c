import type { z } from 'zod';

/** One row of the document: a method of a path. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for what varies. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  /** Whose key it takes. */
  readonly key: 'client' | 'admin' | 'none';
  readonly query?: z.ZodObject;
  /** A body of JSON; a media type stands for a body of that kind. */
  readonly body?: z.ZodType | string;
  /** Takes the headers that steer the cache. */
  readonly steered?: boolean;
  /** What a 200 has: JSON, or media types. */
  readonly answer: z.ZodType | readonly string[];
  /** Statuses of errors beside 400 and those that every route may have. */
  readonly errors?: readonly number[];
}

export type Tag = 'OpenAI' | 'Queries' | 'Cache' | 'Observation' | 'Passed through' | 'Documentation';

import type { Context } from 'hono';
import { invalid } from '../errors.ts';
import type { JsonObject } from '../types.ts';
import { LANGUAGES, type LanguageName, languageOf } from '../wire/dialects.ts';

/** Whose language an ordinary request is in that did not come by its path: `?endpoint=` says so, or else its fields. */
export function readLanguage({ req }: Context): (body: JsonObject) => LanguageName {
  const endpoint = req.query('endpoint');
  if (endpoint === undefined) return languageOf;
  const language = LANGUAGES.get(endpoint);
  if (!language) throw invalid('endpoint', `"endpoint" takes one of ${[...LANGUAGES.keys()].join(', ')}.`);
  return () => language;
}

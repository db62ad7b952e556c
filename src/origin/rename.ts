import { isObject, readJson } from '../wire/json.ts';

/** The same body under another name of the model: every other value is sent as it was hashed. */
export function renameModel(body: string, model: string): string {
  const fields = readJson(body);
  return isObject(fields) ? JSON.stringify({ ...fields, model }) : body;
}

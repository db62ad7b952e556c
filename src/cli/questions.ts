/** A file of questions as the bodies of requests. */
import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject, own, readJson } from '../wire/json.ts';

export interface Questions {
  readonly requests: readonly JsonObject[];
  /** Lines that could not be read, counted from 1, and why. */
  readonly bad: readonly { readonly line: number; readonly why: string }[];
}

/** What a line may be; for `--help`. */
export const LINES = `FILE holds JSON lines, or one JSON list of the same; - is standard input:
  "a question"
  {"question": "a question", "model": "..."}   as the request log has it with LOG_PROMPTS=true
  {"a": "one question", "b": "another"}        both, a first
  {"model": "...", "messages": [...]}          the body of a request; input or prompt likewise`;

/** @param model for lines that name none */
export function readQuestions(text: string, model: string): Questions {
  const list = text.trimStart().startsWith('[') ? readJson(text) : undefined;
  const lines = isArray(list) ? list : text.split('\n').map((line) => (line.trim() === '' ? null : readJson(line)));
  const requests: JsonObject[] = [];
  const bad: { line: number; why: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === null) continue;
    const asked = requestsOf(line, model);
    if (typeof asked === 'string') bad.push({ line: index + 1, why: asked });
    else requests.push(...asked);
  }
  return { requests, bad };
}

/** Or why there are none. */
function requestsOf(line: Json | undefined, model: string): JsonObject[] | string {
  const chat = (content: string, of = model): JsonObject => ({ model: of, messages: [{ role: 'user', content }] });
  if (line === undefined) return 'not JSON';
  if (typeof line === 'string') return [chat(line)];
  if (!isObject(line)) return NONE;
  const text = (name: string): string | undefined => {
    const value = own(line, name);
    return typeof value === 'string' ? value : undefined;
  };
  if (['messages', 'input', 'prompt'].some((name) => own(line, name) !== undefined)) return [{ model, ...line }];
  const [question, a, b] = ['question', 'a', 'b'].map(text);
  if (question !== undefined) return [chat(question, text('model'))];
  if (own(line, 'request_id') !== undefined) return 'a line of the request log without its question (LOG_PROMPTS)';
  return a === undefined || b === undefined ? NONE : [chat(a), chat(b)];
}

const NONE = 'neither a question, a pair {a, b} nor the body of a request';

/** A file of questions as chat requests. */

export interface Questions {
  readonly requests: readonly object[];
  /** Lines that could not be read, counted from 1, and why. */
  readonly bad: readonly { readonly line: number; readonly why: string }[];
}

/** @param model for lines that name none */
export function readQuestions(text: string, model: string): Questions {
  const requests: object[] = [];
  const bad: { line: number; why: string }[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    if (source.trim() === '') continue;
    try {
      requests.push(...requestsOf(JSON.parse(source), model));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      bad.push({ line: index + 1, why: error.message });
    }
  }
  return { requests, bad };
}

function requestsOf(line: unknown, model: string): object[] {
  const chat = (content: string, of = model): object => ({ model: of, messages: [{ role: 'user', content }] });
  if (typeof line === 'string') return [chat(line)];
  if (typeof line === 'object' && line !== null) {
    if ('messages' in line && Array.isArray(line.messages)) return [{ model, ...line }];
    if ('question' in line && typeof line.question === 'string') {
      return [chat(line.question, 'model' in line && typeof line.model === 'string' ? line.model : model)];
    }
    if ('request_id' in line) throw new Error('a line of the request log without its question (LOG_PROMPTS)');
    if ('a' in line && typeof line.a === 'string' && 'b' in line && typeof line.b === 'string') {
      return [chat(line.a), chat(line.b)];
    }
  }
  throw new Error('neither a question, a pair {a, b} nor a chat request');
}

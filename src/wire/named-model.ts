/** The model that a request names, read from the beginning of its body: the rest may be on its way still. */
import { LONGEST_NAME } from './model.ts';

/**
 * `null`: it names none there, or none that can be one, or it is neither JSON nor a form. Throws nothing, whatever the
 * bytes are.
 */
export function namedModel(beginning: Buffer, contentType: string): string | null {
  const named = isJson(contentType)
    ? modelInJson(beginning.toString())
    : modelInForm(beginning, boundaryOf(contentType));
  return named !== null && named.length > LONGEST_NAME ? null : named;
}

export function isJson(contentType: string): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(contentType);
}

/** https://www.rfc-editor.org/rfc/rfc7578 */
export function isForm(contentType: string): boolean {
  return boundaryOf(contentType) !== null;
}

function boundaryOf(contentType: string): string | null {
  const match = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** The value of `model` in the outermost object. Walked from token to token: what stands inside strings is no key. */
function modelInJson(text: string): string | null {
  let depth = 0;
  let key: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === null) return null;
      const string = depth === 1 ? text.slice(at, end + 1) : '';
      if (key === '"model"') return unquoted(string);
      if (depth === 1) key ??= string;
      at = end;
    } else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === ',' && depth === 1) key = null;
  }
  return null;
}

/** Where the string ends that begins here; `null`: later. */
function endOfString(text: string, start: number): number | null {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - escapes - 1] === '\\') escapes++;
    if (escapes % 2 === 0) return end;
  }
  return null;
}

function unquoted(string: string): string | null {
  try {
    const value: unknown = JSON.parse(string);
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A field of a form; a part is whole when another one, or the end, follows it. */
function modelInForm(beginning: Buffer, boundary: string | null): string | null {
  if (boundary === null) return null;
  for (const part of beginning.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const headersEnd = part.indexOf('\r\n\r\n');
    const headers = part.slice(0, headersEnd);
    if (headersEnd < 0 || !/^content-disposition:.*;\s*name="?model"?\s*(;|$)/im.test(headers)) continue;
    return Buffer.from(part.slice(headersEnd + 4).replace(/\r\n$/, ''), 'latin1').toString() || null;
  }
  return null;
}

/** A chat request: what is asked, what shapes the answer, and what the upstream is sent. */

import type { Ask, AskOptions, Json, JsonObject } from '../types.ts';
import { type ChatMessage, readMessages, textsOf } from './chat-message.ts';
import { readTraits } from './chat-traits.ts';
import { canonicalJson, isArray, isObject, pick } from './json.ts';
import { canonicalAround, type Ignored, masking, readBoolean, readIgnored, readModel, readObject } from './request.ts';

/** What does not shape the answer. `*.name` is left out of messages, content parts and tools. */
export const CHAT_KEY_IGNORE: readonly string[] = [
  'stream',
  'stream_options',
  'user',
  'metadata',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  '*.cache_control',
  '*.prompt_cache_breakpoint',
];

/**
 * Reads a request of the chat endpoint, checking only what the proxy itself relies on: the rest is the upstream's to
 * judge. The question is `''` when the user's last message has no text (an image alone).
 */
export function ask(body: JsonObject, options: AskOptions): Ask {
  const asked = readModel(body);
  const model = options.resolveModel(asked);
  const messages = readMessages(body);
  const last = messages.at(-1);
  const stream = readBoolean(body, 'stream');
  const streamOptions = readObject(body, 'stream_options');
  let encode: ((rewrite: Rewrite) => string) | undefined;
  return {
    endpoint: 'chat.completions',
    model,
    stream,
    streamUsage: stream && streamOptions.include_usage === true,
    question: last?.role === 'user' ? textsOf(last).join('\n') : null,
    traits: readTraits(body, messages, [asked, model]),
    canonical(rewrite) {
      encode ??= canonicalEncoder({ ...body, model }, messages, options);
      return encode(rewrite);
    },
    body: (streamed) => upstreamBody({ ...body, model }, streamed),
  };
}

type Rewrite = (text: string) => string;

/** All is encoded once but for the question, which is encoded anew at every call. */
function canonicalEncoder(
  body: JsonObject,
  messages: readonly ChatMessage[],
  options: AskOptions,
): (rewrite: Rewrite) => string {
  const ignored = readIgnored(options.ignore);
  const others = pick(body, (name, value) => !ignored.top.has(name) && !isDefault(name, value));
  const tools = isArray(others.tools) ? { tools: others.tools.map((tool) => withoutIgnored(tool, ignored)) } : {};
  const around = canonicalAround({ ...others, ...tools }, 'messages');

  const question = messages.at(-1)?.role === 'user' ? messages.at(-1) : undefined;
  const mask = masking(options.mask);
  const history = messages
    .slice(0, question ? -1 : undefined)
    .map((message) => canonicalJson(shapeMessage(message, ignored, mask)));
  return (rewrite) => {
    const last = question ? [canonicalJson(shapeMessage(question, ignored, rewrite))] : [];
    return around(`[${[...history, ...last].join(',')}]`);
  };
}

/** Fields that say no more than their absence. Nothing else does: other defaults differ by upstream and model. */
function isDefault(name: string, value: Json): boolean {
  if (value === null) return true;
  if (name === 'n') return value === 1;
  if (name === 'stream' || name === 'logprobs') return value === false;
  return name === 'response_format' && canonicalJson(value) === '{"type":"text"}';
}

function shapeMessage(message: ChatMessage, ignored: Ignored, rewrite: Rewrite): JsonObject {
  const { content } = message;
  const fields = withoutNulls(message, ignored);
  if (typeof content === 'string') return { ...fields, content: rewrite(content) };
  if (isArray(content)) return { ...fields, content: content.map((part) => shapePart(part, ignored, rewrite)) };
  return fields;
}

function shapePart(part: Json, ignored: Ignored, rewrite: Rewrite): Json {
  if (!isObject(part)) return part;
  const fields = withoutNulls(part, ignored);
  return typeof part.text === 'string' ? { ...fields, text: rewrite(part.text) } : fields;
}

function withoutNulls(object: JsonObject, { inner }: Ignored): JsonObject {
  return pick(object, (name, value) => value !== null && !inner.has(name));
}

function withoutIgnored(tool: Json, { inner }: Ignored): Json {
  return isObject(tool) ? pick(tool, (name) => !inner.has(name)) : tool;
}

/**
 * The client's own fields in the client's own order (that of a JSON schema's properties steers the answer). Usage is
 * always asked for: it is part of what is stored.
 */
function upstreamBody(body: JsonObject, stream: boolean): string {
  const { stream: _, stream_options, ...rest } = body;
  if (!stream) return JSON.stringify(rest);
  const options = isObject(stream_options) ? stream_options : {};
  return JSON.stringify({ ...rest, stream: true, stream_options: { ...options, include_usage: true } });
}

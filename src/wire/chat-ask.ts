/** A chat request: what is asked, what shapes the answer, and what the upstream is sent. */

import type { Ask, AskOptions, JsonObject } from '../types.ts';
import { type ChatMessage, readMessages } from './chat-message.ts';
import { readTraits } from './chat-traits.ts';
import { questionOf, shapeContent } from './content.ts';
import {
  canonicalAround,
  canonicalList,
  type Ignored,
  masking,
  type Rewrite,
  readIgnored,
  shapingFields,
  toAsk,
  withoutNulls,
} from './request.ts';

/**
 * Reads a request of the chat endpoint, checking only what the proxy itself relies on: the rest is the upstream's to
 * judge. The question is `''` when the user's last message has no text (an image alone).
 */
export function ask(body: JsonObject, options: AskOptions): Ask {
  const messages = readMessages(body);
  const last = messages.at(-1);
  const asks = last?.role === 'user';
  return toAsk(body, options, {
    endpoint: 'chat.completions',
    question: asks ? questionOf(last) : null,
    traits: (models) => readTraits(body, messages, models),
    modelIsOptional: false,
    usageIsOptional: true,
    encoder(resolved) {
      const ignored = readIgnored(options.ignore);
      const around = canonicalAround(shapingFields(resolved, ignored), 'messages');
      const shape = (message: ChatMessage, rewrite: Rewrite) => shapeMessage(message, ignored, rewrite);
      const encode = canonicalList(messages, asks, shape, masking(options.mask));
      return (rewrite) => around(encode(rewrite));
    },
  });
}

function shapeMessage(message: ChatMessage, ignored: Ignored, rewrite: Rewrite): JsonObject {
  const { content } = message;
  const fields = withoutNulls(message, ignored);
  return content ? { ...fields, content: shapeContent(content, ignored, rewrite) } : fields;
}

/** The facts about a chat request that cache/policy.ts judges by. */

import type { JsonObject, Traits } from '../types.ts';
import type { ChatMessage } from './chat-message.ts';
import { isMedia, partsOf } from './content.ts';
import { toNumber } from './json.ts';
import { readArray, readBoolean } from './request.ts';
import { isLive, isSet, PLAIN, readChoices, readFormat } from './traits.ts';

/** `models`: the name the client gave, and the one it stands for. */
export function readTraits(body: JsonObject, messages: readonly ChatMessage[], models: readonly string[]): Traits {
  const tools = readArray(body, 'tools');
  return {
    ...PLAIN,
    userTurns: messages.filter(({ role }) => role === 'user').length,
    tools: tools.length > 0 || readArray(body, 'functions').length > 0 || messages.some(concernsTools),
    media: messages.some(hasMedia),
    structured: readFormat(body.response_format),
    choices: readChoices(body),
    logprobs: readBoolean(body, 'logprobs') || (toNumber(body.top_logprobs) ?? 0) > 0,
    audioOutput: readArray(body, 'modalities').includes('audio'),
    storedUpstream: readBoolean(body, 'store'),
    liveSearch: isLive(body, models, tools),
  };
}

function concernsTools({ role, tool_calls, function_call }: ChatMessage): boolean {
  return role === 'tool' || role === 'function' || isSet(tool_calls) || isSet(function_call);
}

function hasMedia({ content, audio }: ChatMessage): boolean {
  return isSet(audio) || partsOf(content).some(isMedia);
}

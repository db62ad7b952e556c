/** The facts about a responses request that cache/policy.ts judges by. */

import type { JsonObject, Traits } from '../types.ts';
import { isMedia, partsOf } from './content.ts';
import { toNumber } from './json.ts';
import { isReference } from './references.ts';
import { readArray, readBoolean, readObject } from './request.ts';
import { isMessage, isOfUser } from './responses-input.ts';
import { isLive, isSet, PLAIN, readFormat } from './traits.ts';

/** Fields that name what the upstream keeps: what it says shapes the answer, and is not in the request. */
const STATE_FIELDS = ['previous_response_id', 'conversation', 'prompt'];

/** `models`: the name the client gave, and the one it stands for. */
export function readTraits(body: JsonObject, items: readonly JsonObject[], models: readonly string[]): Traits {
  // A list of tools may also come as an item of the input.
  const tools = [...readArray(body, 'tools'), ...items.flatMap(toolsIn)];
  return {
    ...PLAIN,
    userTurns: items.filter(isOfUser).length,
    tools: tools.length > 0 || items.some((item) => !isMessage(item) && item.type !== 'reasoning'),
    media: items.some((item) => isMessage(item) && partsOf(item.content).some(isMedia)),
    structured: readFormat(readObject(body, 'text').format),
    logprobs:
      (toNumber(body.top_logprobs) ?? 0) > 0 || readArray(body, 'include').includes('message.output_text.logprobs'),
    storedUpstream: readBoolean(body, 'store'),
    stateful: STATE_FIELDS.some((name) => isSet(body[name])) || items.some(isReference),
    background: readBoolean(body, 'background'),
    liveSearch: isLive(body, models, tools),
  };
}

function toolsIn(item: JsonObject) {
  return isMessage(item) ? [] : readArray(item, 'tools');
}

/** The scripted upstream's Responses API: a message, JSON, a refusal, or one function call; with reasoning before it. */
import type {
  Response,
  ResponseCreateParams,
  ResponseFunctionToolCall,
  ResponseOutputMessage,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoningItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { type Answer, CREATED, sse } from './answer.ts';
import { countTokens, instanceOf, lastPrompt, tokensOf, wordsFor } from './words.ts';

type Item = ResponseOutputMessage | ResponseFunctionToolCall | ResponseReasoningItem;
/** As it is on the wire: `output_text` is the SDK's own, and usage is null until the end. */
type Sent = Omit<Response, 'output_text' | 'usage'> & { readonly usage: Response['usage'] | null };
type Event = ResponseStreamEvent | { readonly type: string; readonly response: Sent };
type Unnumbered<E> = E extends unknown ? Omit<E, 'sequence_number'> : never;
type Events = Unnumbered<Event>[];

export function answerResponse(body: unknown, n: number): Answer {
  const asked = body as ResponseCreateParams;
  const question = questionIn(asked.input ?? '');
  const thought = asked.model?.includes('reasoning') ? [reasoning(n, question)] : [];
  const { item, isCut } = sayResponse(asked, question, n);
  const response = responseOf(asked, n, [...thought, item], isCut, countTokens(question));
  return {
    whole: () => response,
    events: () => {
      const unfinished: Sent = {
        ...response,
        status: 'in_progress',
        incomplete_details: null,
        output: [],
        usage: null,
      };
      const events: Events = [
        { type: 'response.created', response: unfinished },
        { type: 'response.in_progress', response: unfinished },
        ...response.output.flatMap(itemEvents),
        { type: `response.${response.status}`, response },
      ];
      const isPadded = asked.stream_options?.include_obfuscation !== false;
      return events.map((event, sequence_number) => {
        const padding = isPadded && event.type.endsWith('.delta') ? { obfuscation: 'scripted' } : {};
        return sse({ ...event, ...padding, sequence_number }, event.type);
      });
    },
  };
}

function questionIn(input: NonNullable<ResponseCreateParams['input']>): string {
  return typeof input === 'string' ? input : lastPrompt(input as Parameters<typeof lastPrompt>[0]);
}

function sayResponse(asked: ResponseCreateParams, question: string, n: number): { item: Item; isCut: boolean } {
  if (asked.model?.includes('refusal')) {
    return { item: message(n, { type: 'refusal', refusal: 'I cannot help with that.' }), isCut: false };
  }
  const tool = asked.tools?.find((candidate) => candidate.type === 'function');
  if (tool) {
    const values = JSON.stringify(instanceOf(tool.parameters ?? {}, question));
    return { item: functionCall(n, tool.name, values), isCut: false };
  }
  const tokens = tokensOf(structured(asked, question) ?? wordsFor(question));
  const limit = asked.max_output_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = tokens.length > limit;
  const logprobs = asked.include?.includes('message.output_text.logprobs');
  const part = textPart(tokens.slice(0, limit), logprobs ? (asked.top_logprobs ?? 0) : null);
  return { item: message(n, part, isCut), isCut };
}

/** JSON mode and schemas: an object that fits. */
function structured({ text }: ResponseCreateParams, question: string): string | null {
  if (text?.format?.type === 'json_object') return JSON.stringify({ answer: wordsFor(question) });
  if (text?.format?.type === 'json_schema') return JSON.stringify(instanceOf(text.format.schema, question));
  return null;
}

/** What was asked for is repeated in the answer. */
function responseOf(asked: ResponseCreateParams, n: number, output: Item[], isCut: boolean, input: number) {
  const thought = output.length > 1 ? 4 : 0;
  const spoken = output.reduce((sum, item) => sum + countTokens(textIn(item)), 0);
  return {
    id: `resp_${n}`,
    object: 'response',
    created_at: CREATED,
    status: isCut ? 'incomplete' : 'completed',
    access_programs: null,
    background: asked.background ?? false,
    error: null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    metadata: asked.metadata ?? {},
    model: asked.model ?? '',
    output,
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    previous_response_id: asked.previous_response_id ?? null,
    reasoning: asked.reasoning ?? null,
    safety_identifier: asked.safety_identifier ?? null,
    service_tier: 'default',
    temperature: asked.temperature ?? 1,
    text: asked.text ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: asked.tools ?? [],
    top_p: asked.top_p ?? 1,
    truncation: 'disabled',
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: spoken + thought,
      output_tokens_details: { reasoning_tokens: thought },
      total_tokens: input + spoken + thought,
    },
    ...(asked.user !== undefined && { user: asked.user }),
  } satisfies Sent;
}

function reasoning(n: number, question: string): ResponseReasoningItem {
  return {
    id: `rs_${n}`,
    type: 'reasoning',
    encrypted_content: 'gAAAscripted',
    summary: [{ type: 'summary_text', text: `The question is: ${question}` }],
    content: [{ type: 'reasoning_text', text: 'I have to say something about it.' }],
  };
}

function message(n: number, part: ResponseOutputText | ResponseOutputRefusal, isCut = false): ResponseOutputMessage {
  const status = isCut ? 'incomplete' : 'completed';
  return { id: `msg_${n}`, type: 'message', role: 'assistant', status, content: [part] };
}

function textPart(tokens: readonly string[], top: number | null): ResponseOutputText {
  const logprobs = top === null ? [] : tokens.map((token) => logprob(token, top));
  return { type: 'output_text', text: tokens.join(''), annotations: [], logprobs };
}

function logprob(token: string, top: number) {
  const one = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
  return { ...one, top_logprobs: Array.from({ length: top }, () => one) };
}

function functionCall(n: number, name: string, values: string): ResponseFunctionToolCall {
  return { id: `fc_${n}`, type: 'function_call', status: 'completed', call_id: `call_${n}`, name, arguments: values };
}

function textIn(item: Item): string {
  if (item.type === 'function_call') return item.arguments;
  if (item.type === 'reasoning') return '';
  return item.content.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('');
}

function itemEvents(item: Item, output_index: number): Events {
  const done: Events = [{ type: 'response.output_item.done', output_index, item }];
  const added = (emptied: Item): Events => [{ type: 'response.output_item.added', output_index, item: emptied }];
  const at = { item_id: item.id ?? '', output_index };
  switch (item.type) {
    case 'message':
      return [...added({ ...item, status: 'in_progress', content: [] }), ...contentEvents(item, at), ...done];
    case 'reasoning':
      return [...added({ ...item, summary: [], content: [] }), ...reasoningEvents(item, at), ...done];
    case 'function_call':
      return [...added({ ...item, status: 'in_progress', arguments: '' }), ...argumentEvents(item, at), ...done];
  }
}

interface Place {
  readonly item_id: string;
  readonly output_index: number;
}

function contentEvents({ content }: ResponseOutputMessage, place: Place): Events {
  return content.flatMap((part, content_index): Events => {
    const at = { ...place, content_index };
    if (part.type === 'refusal') {
      return [
        { type: 'response.content_part.added', ...at, part: { ...part, refusal: '' } },
        ...tokensOf(part.refusal).map((delta) => ({ type: 'response.refusal.delta' as const, ...at, delta })),
        { type: 'response.refusal.done', ...at, refusal: part.refusal },
        { type: 'response.content_part.done', ...at, part },
      ];
    }
    const { text, logprobs = [] } = part;
    const deltas = tokensOf(text).map((delta, i) => ({ delta, logprobs: logprobs.slice(i, i + 1) }));
    return [
      { type: 'response.content_part.added', ...at, part: { ...part, text: '', logprobs: [] } },
      ...deltas.map((piece) => ({ type: 'response.output_text.delta' as const, ...at, ...piece })),
      { type: 'response.output_text.done', ...at, text, logprobs },
      { type: 'response.content_part.done', ...at, part },
    ];
  });
}

function reasoningEvents({ summary, content = [] }: ResponseReasoningItem, place: Place): Events {
  const short = summary.flatMap((part, summary_index): Events => {
    const at = { ...place, summary_index };
    return [
      { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
      ...tokensOf(part.text).map((delta) => ({
        type: 'response.reasoning_summary_text.delta' as const,
        ...at,
        delta,
      })),
      { type: 'response.reasoning_summary_text.done', ...at, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ];
  });
  const full = content.flatMap((part, content_index): Events => {
    const at = { ...place, content_index };
    return [
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...tokensOf(part.text).map((delta) => ({ type: 'response.reasoning_text.delta' as const, ...at, delta })),
      { type: 'response.reasoning_text.done', ...at, text: part.text },
      { type: 'response.content_part.done', ...at, part },
    ];
  });
  return [...short, ...full];
}

function argumentEvents(item: ResponseFunctionToolCall, place: Place): Events {
  const type = 'response.function_call_arguments.delta' as const;
  return [
    ...tokensOf(item.arguments).map((delta) => ({ type, ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments },
  ];
}

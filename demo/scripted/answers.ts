/**
 * The scripted upstream's answers: OpenAI's shapes, decided by the question alone. The same question is answered with
 * the same words every time; only the id counts the calls, so that a test can tell a new answer from a cached one.
 */
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { CompletionCreateParams } from 'openai/resources/completions';
import type { EmbeddingCreateParams } from 'openai/resources/embeddings';
import type { Model } from 'openai/resources/models';
import { type Answer, CREATED } from './answer.ts';
import { answerChat } from './chat.ts';
import { answerCompletion } from './completions.ts';
import { answerEmbeddings } from './embeddings.ts';
import { answerResponse } from './responses.ts';

/** Answers a body, or `null` where this upstream has no such endpoint. `n` counts the calls. */
export function answerTo(path: string, body: object, n: number): Answer | null {
  switch (path) {
    case '/v1/chat/completions':
      return answerChat(body as ChatCompletionCreateParams, n);
    case '/v1/completions':
      return answerCompletion(body as CompletionCreateParams, n);
    case '/v1/responses':
      return answerResponse(body, n);
    case '/v1/embeddings':
      return answerEmbeddings(body as EmbeddingCreateParams);
    default:
      return null;
  }
}

export function listModels(models: readonly string[]): { object: 'list'; data: Model[] } {
  return {
    object: 'list',
    data: models.map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'scripted' })),
  };
}

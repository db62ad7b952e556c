/** One request in full: what happened to it, and what would happen to it now. */
import { admin } from './api.js';
import { showDetail } from './dialogs.js';
import { make, makeFacts } from './dom.js';
import { dayOf, FORMATS } from './format.js';
import { makeSwatch, tierOf } from './tiers.js';

export function showRequest(request) {
  const place = make('div', {}, make('p', { class: 'note' }, 'Asking the proxy…'));
  showDetail(
    request.question || 'A request without a question',
    makeFacts(factsOf(request)),
    ...(request.matched === undefined
      ? []
      : [make('h3', {}, 'Answered with the answer to'), make('p', {}, request.matched)]),
    make('h3', {}, 'What took how long'),
    ...makeSteps(request),
    make('h3', {}, 'And if it were asked now'),
    place,
  );
  explain(request).then(
    (parts) => place.replaceChildren(...parts),
    (error) => place.replaceChildren(make('p', { class: 'note' }, error.message)),
  );
}

function factsOf(request) {
  const { similarity, nearest, latency_ms: latency, cost_usd: cost } = request;
  const tokens = [request.input_tokens, request.output_tokens];
  const tier = tierOf(request);
  return {
    'Answered by': tier && make('span', {}, makeSwatch(tier), tier === 'upstream' ? (request.upstream ?? tier) : tier),
    Reason: request.reason && make('code', {}, request.reason),
    'Not stored': request.not_stored && make('code', {}, request.not_stored),
    Error: request.error && make('code', {}, request.error),
    Similarity: similarity === undefined ? null : FORMATS.similarity(similarity),
    'Nearest that was refused': nearest === undefined ? null : FORMATS.similarity(nearest),
    Latency: `${FORMATS.ms(latency)} ms`,
    'Tokens in, out': tokens[0] === undefined ? null : tokens.map(FORMATS.count).join(', '),
    [request.cache === 'MISS' || request.cache === 'BYPASS' ? 'Cost' : 'Saved']:
      cost === undefined ? null : FORMATS.dollars(cost),
    Model: request.model,
    Endpoint: request.endpoint,
    Namespace: request.namespace,
    Status: String(request.status),
    Time: dayOf(request.time),
    'Request id': make('code', {}, request.request_id),
  };
}

function makeSteps({ steps, latency_ms: latency }) {
  const taken = Object.entries(steps);
  if (taken.length === 0) return [make('p', { class: 'note' }, 'No step was measured.')];
  return taken.map(([name, ms]) => {
    const bar = make('span');
    bar.style.width = `${Math.min(100, (100 * ms) / latency)}%`;
    const gauge = make('span', { class: 'gauge', 'aria-hidden': 'true' }, bar);
    return make('div', { class: 'step' }, make('span', {}, name), gauge, make('span', {}, `${FORMATS.ms(ms)} ms`));
  });
}

async function explain(request) {
  const body = bodyOf(request);
  if (!body) return [make('p', { class: 'note' }, 'There is no question to explain.')];
  const path = `/cache/explain?namespace=${encodeURIComponent(request.namespace)}`;
  const explanation = await admin('POST', path, body);
  return describe(explanation, explanation.key === (request.asked_key ?? request.key));
}

/** The question alone: the rest of a request is not kept. */
function bodyOf({ endpoint, model, question }) {
  if (!question) return null;
  if (endpoint === 'chat.completions') return { model, messages: [{ role: 'user', content: question }] };
  if (endpoint === 'responses') return { model, input: question };
  return endpoint === 'completions' ? { model, prompt: question } : null;
}

function describe(explanation, isSame) {
  const { served_by, reason, threshold, tiers, candidates, nearly_equal: other } = explanation;
  const because = reason === null ? [] : [', because of ', make('code', {}, reason)];
  return [
    make('p', {}, 'It would be answered by ', make('b', {}, served_by), ...because, '.'),
    make(
      'p',
      { class: 'note' },
      isSame
        ? 'This is exactly that request.'
        : 'This is for the question alone: the request had other settings, messages or headers beside it.',
    ),
    makeFacts({
      ...Object.fromEntries(
        tiers.map(({ tier, serves, reason }) => [tier, serves ? 'serves it' : make('code', {}, reason ?? 'no')]),
      ),
      Threshold: FORMATS.similarity(threshold),
      'Would live for': FORMATS.duration(explanation.ttl_seconds),
    }),
    make('h3', {}, candidates.length > 0 ? 'The nearest questions' : 'No question is near'),
    make('ol', { class: 'candidates' }, ...candidates.map(makeCandidate)),
    ...(other === null
      ? []
      : [
          make('h3', {}, 'Nearly the same was asked before'),
          make('p', {}, `“${other.question}”, with another ${other.differs_in.join(', ')}.`),
        ]),
  ];
}

function makeCandidate({ question, similarity, refused, guards }) {
  const against = guards.filter(({ passes }) => !passes).map(({ guard }) => guard);
  const facts = [
    FORMATS.similarity(similarity),
    refused === null ? 'would be served' : `refused: ${refused}`,
    // The first of them may be what refused it.
    against.some((guard) => refused !== `guard:${guard}`) && `guards against it: ${against.join(', ')}`,
  ];
  const note = facts.filter(Boolean).join(' · ');
  return make('li', {}, question, make('div', { class: 'note' }, note));
}

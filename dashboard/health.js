/** How the proxy is, and each thing that it stands on. */
import { byId, make, setText } from './dom.js';
import { dayOf, FORMATS } from './format.js';

const SERVICES = { redis: 'Exact store', qdrant: 'Vector index', embedding: 'Embedding', upstreams: 'Upstreams' };
const STATES = {
  healthy: '● Healthy',
  degraded: '▲ Degraded',
  unhealthy: '✕ Unhealthy',
  disabled: '○ Off',
  waiting: '… Connecting',
  silent: '✕ No answer',
};

export function showHealth({ status, version, services }) {
  showState(status);
  setText(byId('version'), `v${version},`);
  byId('services').replaceChildren(...Object.entries(services).map(([name, service]) => makeService(name, service)));
}

export function showState(status) {
  const pill = byId('state');
  pill.className = `pill ${status === 'silent' ? 'unhealthy' : status}`;
  setText(pill, STATES[status] ?? status);
}

/** Each upstream is a service too: `upstream:groq`. */
const nameOf = (service) => SERVICES[service] ?? service.replace(/^upstream:/, 'Upstream ');

function makeService(name, { status, latency_ms, kind, error, since }) {
  const title = make('span', { class: 'name' }, nameOf(name), kind ? make('span', { class: 'what' }, kind) : '');
  const latency = latency_ms > 0 ? make('span', { class: 'what' }, ` ${FORMATS.ms(latency_ms)} ms`) : '';
  const state = make('span', { class: 'state' }, make('span', { class: status }, STATES[status] ?? status), latency);
  const item = make('li', {}, title, state);
  if (error) item.append(make('span', { class: 'error' }, since ? `${error}, since ${dayOf(since * 1000)}` : error));
  return item;
}

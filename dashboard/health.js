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
  const names = Object.keys(services);
  // One line for each upstream, or one for all.
  const shown = names.some(isUpstream) ? names.filter((name) => name !== 'upstreams') : names;
  byId('services').replaceChildren(...shown.map((name) => makeService(name, services[name])));
}

export function showState(status) {
  const pill = byId('state');
  pill.className = `pill ${status === 'silent' ? 'unhealthy' : status}`;
  setText(pill, STATES[status] ?? status);
}

/** Each upstream is a service too: `upstream:groq`. */
const isUpstream = (name) => name.startsWith('upstream:');
const nameOf = (name) => SERVICES[name] ?? (isUpstream(name) ? 'Upstream' : name);
const kindOf = (name, { kind }) => (isUpstream(name) ? name.slice('upstream:'.length) : kind);

function makeService(name, service) {
  const { status, latency_ms, error, since } = service;
  const kind = kindOf(name, service);
  const title = make('span', { class: 'name' }, nameOf(name), kind ? make('span', { class: 'what' }, kind) : '');
  const latency = latency_ms > 0 ? make('span', { class: 'what' }, ` ${FORMATS.ms(latency_ms)} ms`) : '';
  const state = make('span', { class: 'state' }, make('span', { class: status }, STATES[status] ?? status), latency);
  const item = make('li', {}, title, state);
  if (error) item.append(make('span', { class: 'error' }, since ? `${error}, since ${dayOf(since * 1000)}` : error));
  return item;
}

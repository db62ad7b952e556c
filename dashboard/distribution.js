/** Distribution: by tier, by model, by namespace. */
import { admin } from './api.js';
import { byId, keepChildren, make } from './dom.js';
import { isOpen } from './key.js';
import { makeNumber } from './numbers.js';
import { makeSwatch, TIERS } from './tiers.js';

export function startDistribution() {
  for (const [tier, what] of Object.entries(TIERS)) {
    byId('tiers').append(makeTier(tier, what));
    byId('shares').append(make('span', { 'data-tier': tier }));
  }
}

/** `namespaces` of `/admin/stats`; `{}` for who may not see them. */
export async function readNamespaces() {
  if (!isOpen()) return {};
  try {
    return (await admin('GET', '/stats')).metrics.namespaces;
  } catch (error) {
    // The key is no longer right: the page has closed what takes one.
    if (!isOpen()) return {};
    throw error;
  }
}

/** Makes the rows; their numbers are shown with all the others. */
export function showDistribution(report, namespaces) {
  for (const share of byId('shares').children) share.style.flexGrow = report.tiers[share.dataset.tier].percentage;
  showGroups('models', report.models);
  showGroups('namespaces', namespaces);
}

function makeTier(tier, what) {
  const requests = `tiers.${tier}.requests`;
  const cell = (metric, format, condition, className) =>
    make('td', { class: className }, makeNumber(metric, format, condition));
  // A tier that never answered has no latency.
  const latency = (name, className) => cell(`tiers.${tier}.latency_ms.${name}`, 'ms', requests, className);
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, makeSwatch(tier), `${tier} `, make('span', { class: 'what' }, what)),
    cell(requests, 'count'),
    cell(`tiers.${tier}.percentage`, 'percent'),
    latency('average', 'spare'),
    latency('p50'),
    latency('p95'),
    latency('p99', 'spare'),
  );
}

/** The busiest first. */
function showGroups(group, counted) {
  const names = Object.keys(counted).sort((one, other) => counted[other].requests.total - counted[one].requests.total);
  keepChildren(byId(group), names, String, (name) => {
    const path = `${group}.${name}`;
    const total = `${path}.requests.total`;
    const numbers = [
      makeNumber(total, 'count'),
      makeNumber(`${path}.requests.hit_percentage`, 'percent', total),
      makeNumber(`${path}.cost_usd.saved`, 'dollars'),
    ];
    return make('tr', {}, make('th', { scope: 'row' }, name), ...numbers.map((number) => make('td', {}, number)));
  });
}

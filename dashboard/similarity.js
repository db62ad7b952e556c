/** The histogram of similarities: where hits and near misses lie, and the threshold between. */
import { byId, make } from './dom.js';
import { FORMATS } from './format.js';

/** What lies lower is counted, not drawn: nothing there was ever near. */
const FROM = 50;

export function showSimilarity({ threshold, similarity }) {
  const counts = new Map(Object.entries(similarity).map(([from, counted]) => [Math.round(from * 100), counted]));
  const from = Math.min(FROM, Math.floor(threshold * 100));
  const drawn = [...counts].filter(([hundredth]) => hundredth >= from).map(([, counted]) => counted);
  const highest = Math.max(1, ...drawn.map(({ hits, near_misses }) => hits + near_misses));
  const columns = Array.from({ length: 101 - from }, (_, at) => makeColumn(from + at, counts.get(from + at), highest));
  const line = make('span', { class: 'threshold' }, make('span', {}, `threshold ${threshold}`));
  line.style.left = `${(100 * (threshold * 100 - from)) / (101 - from)}%`;
  const chart = make('div', { class: 'columns', 'aria-hidden': 'true' }, ...columns, line);
  const ticks = [from, Math.round((from + 100) / 2), 100].map((value) => make('span', {}, (value / 100).toFixed(2)));
  const isOpen = byId('similarity').querySelector('details')?.open;
  byId('similarity').replaceChildren(
    makeLegend(counts),
    chart,
    make('div', { class: 'ticks', 'aria-hidden': 'true' }, ...ticks),
    makeRest(counts, from),
    makeTable(counts, isOpen),
  );
}

function makeLegend(counts) {
  const total = (name) => [...counts.values()].reduce((sum, counted) => sum + counted[name], 0);
  const item = (label, name, colour) => {
    const swatch = make('span', { class: 'swatch', 'data-tier': colour, 'aria-hidden': 'true' });
    return make('li', {}, swatch, label, make('output', {}, FORMATS.count(total(name))));
  };
  return make('ul', { class: 'legend' }, item('hits', 'hits', 'semantic'), item('near misses', 'near_misses', 'near'));
}

function makeRest(counts, from) {
  const rest = [...counts].filter(([hundredth]) => hundredth < from);
  const total = rest.reduce((sum, [, { hits, near_misses }]) => sum + hits + near_misses, 0);
  return make(
    'p',
    { class: 'note' },
    total > 0 ? `Below ${(from / 100).toFixed(2)}: ${FORMATS.count(total)}, not drawn.` : '',
  );
}

function makeColumn(hundredth, counted, highest) {
  const part = (name, count) => {
    const element = make('span', { class: name });
    element.style.height = `${(100 * count) / highest}%`;
    return element;
  };
  const { hits, near_misses: near } = counted ?? { hits: 0, near_misses: 0 };
  const parts = [near > 0 && part('near', near), hits > 0 && part('hits', hits)];
  const title = counted && `${(hundredth / 100).toFixed(2)}: ${hits} hits, ${near} near misses`;
  return make('span', { class: 'column', title }, ...parts);
}

function makeTable(counts, open) {
  const cells = (values) => values.map((value) => make('td', {}, FORMATS.count(value)));
  const rows = [...counts].sort(([one], [other]) => other - one);
  const body = rows.map(([from, { hits, near_misses }]) =>
    make('tr', {}, make('th', { scope: 'row' }, `from ${(from / 100).toFixed(2)}`), ...cells([hits, near_misses])),
  );
  const heads = ['Similarity', 'Hits', 'Near misses'].map((label) => make('th', { scope: 'col' }, label));
  const table = make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...body));
  const scroll = make('div', { class: 'scroll' }, table);
  return make('details', { open: open === true }, make('summary', {}, 'As a table'), scroll);
}

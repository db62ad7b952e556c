/** The small charts: an hour, beside the number that it led to. */
import { makeSvg, setText } from './dom.js';
import { FORMATS, timeOf } from './format.js';
import { hitsAt, requestsAt } from './past.js';

const VALUES = {
  hitRate: (series, at) => (requestsAt(series, at) > 0 ? (100 * hitsAt(series, at)) / requestsAt(series, at) : null),
  dollars: (series, at) => series.cost_saved[at],
  tokens: (series, at) => series.input_tokens_saved[at] + series.output_tokens_saved[at],
  perSecond: (series, at, step) => requestsAt(series, at) / step,
};

export function drawSparks(past) {
  for (const svg of document.querySelectorAll('svg[data-spark]')) drawSpark(svg, svg.dataset, past);
}

function drawSpark(svg, { spark, format }, { time, series, step_seconds: step }) {
  // From the first request on; the last bucket is still being filled.
  const first = Math.max(
    0,
    time.findIndex((_, at) => requestsAt(series, at) > 0),
  );
  const end = time.length - 1;
  const all = time.slice(first, end).map((_, at) => ({
    x: (100 * at) / Math.max(1, end - first - 1),
    y: VALUES[spark](series, first + at, step),
  }));
  const points = all.filter(({ y }) => y !== null);
  const values = points.map(({ y }) => y);
  const highest = spark === 'hitRate' ? 100 : Math.max(0, ...values);
  const title = svg.querySelector('title');
  svg.setAttribute('viewBox', '0 0 100 32');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.replaceChildren(title, makeSvg('path', { class: 'base', d: 'M0 32H100' }));
  if (highest === 0 || points.length < 2) return setText(title, 'No history yet');
  const line = points
    .map(({ x, y }) => `${x.toFixed(2)} ${(31 - (30 * Math.max(0, y)) / highest).toFixed(2)}`)
    .join('L');
  const area = `M${points[0].x.toFixed(2)} 32L${line}L${points.at(-1).x.toFixed(2)} 32Z`;
  svg.append(makeSvg('path', { class: 'area', d: area }), makeSvg('path', { class: 'line', d: `M${line}` }));
  const written = FORMATS[format];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  setText(title, `Since ${timeOf(time[first] * 1000)}, every ${step} s: from ${written(low)} to ${written(high)}`);
}

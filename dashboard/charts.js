/** Over time: which tier answered, how fast, and what it saved. */
import { Refusal } from './api.js';
import { makeChart } from './chart.js';
import { byId } from './dom.js';
import { readPast } from './past.js';
import { TIERS } from './tiers.js';

const sum = (values) => values.reduce((total, value) => total + value, 0);
const latest = (values) => values.findLast((value) => value !== null) ?? null;

/** What came together since the beginning of the range. */
function running(values) {
  let total = 0;
  return values.map((value) => {
    total += value;
    return total;
  });
}

const latency = (name, label, colour, dash) => ({
  label,
  colour,
  dash,
  values: ({ series }) => series[name],
  total: latest,
});

const CHARTS = [
  {
    ...{ title: 'Requests by tier', format: 'count', kind: 'stack', className: 'full' },
    series: Object.keys(TIERS).map((tier) => ({
      label: tier,
      colour: tier,
      values: ({ series }) => series[tier],
      total: sum,
    })),
  },
  {
    ...{ title: 'Latency in milliseconds', format: 'ms', kind: 'lines', scale: 'log', className: 'half' },
    series: [
      latency('hit_p50', 'hit p50', 'accent'),
      latency('hit_p95', 'hit p95', 'accent', true),
      latency('miss_p50', 'miss p50', 'muted'),
      latency('miss_p95', 'miss p95', 'muted', true),
    ],
  },
  {
    ...{ title: 'Money, summed over the range', format: 'dollars', kind: 'lines', className: 'half' },
    series: [
      {
        label: 'saved',
        colour: 'accent',
        filled: true,
        values: ({ series }) => running(series.cost_saved),
        total: latest,
      },
      { label: 'spent', colour: 'muted', values: ({ series }) => running(series.cost_spent), total: latest },
    ],
  },
];

export function startCharts() {
  const charts = CHARTS.map(makeChart);
  byId('charts').append(...charts.map(({ element }) => element));
  const range = () => document.querySelector('[name=range]:checked').value;

  async function show() {
    const past = await readPast(range());
    if (past.range === range()) for (const chart of charts) chart.show(past);
  }
  byId('range').addEventListener('change', () =>
    show().catch((error) => {
      // The next poll says that the proxy is away.
      if (!(error instanceof Refusal)) throw error;
    }),
  );
  return show;
}

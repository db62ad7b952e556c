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

/** Of each tier. The colour of a bar is too pale for a line. */
const latencies = (percentile) =>
  Object.keys(TIERS).map((tier) => ({
    label: tier,
    colour: tier === 'upstream' ? 'muted' : tier,
    values: ({ series }) => series[`${tier === 'upstream' ? 'miss' : tier}_${percentile}`],
    total: latest,
  }));

const CHARTS = [
  {
    ...{ title: 'Requests by tier', format: 'count', kind: 'stack', className: 'wide' },
    note: ({ step_seconds: step }) => (step < 60 ? `per ${step} s` : `per ${step / 60} min`),
    series: Object.keys(TIERS).map((tier) => ({
      label: tier,
      colour: tier,
      values: ({ series }) => series[tier],
      total: sum,
    })),
  },
  {
    ...{ title: 'Money over the range', format: 'dollars', kind: 'lines', className: 'side' },
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
  {
    ...{ title: 'Median latency by tier', format: 'ms', kind: 'lines', scale: 'log', className: 'half' },
    note: () => 'in ms',
    series: latencies('p50'),
  },
  {
    ...{
      title: '95th percentile of latency by tier',
      format: 'ms',
      kind: 'lines',
      scale: 'log',
      className: 'half',
    },
    note: () => 'in ms',
    series: latencies('p95'),
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

/** One chart over time: uPlot on a canvas, a legend with the numbers under the cursor, and the same as a table. */
import { make, setText } from './dom.js';
import { dayOf, decadeOf, FORMATS, NONE, timeOf } from './format.js';
import { colourOf, onThemeChange } from './theme.js';
import uPlot from './uplot.js';

/**
 * @param series `[{label, colour, filled, values(past), total(values)}]`; `total` is what the legend says of it all
 * @param note `(past) => text` beside the title
 * @param kind `stack`: bars upon each other, the first at the bottom; `lines`
 * @param scale `linear`, or `log` for what spans decades
 */
export function makeChart({ title, note, format, kind, scale, series, className }) {
  const write = FORMATS[format];
  const outputs = series.map(() => make('output', {}, NONE));
  const when = make('span', { class: 'when' });
  const plot = make('div', { class: 'plot', 'aria-hidden': 'true' });
  const table = make('details', {}, make('summary', {}, 'As a table'));
  const legend = series.map(({ label, colour }, index) => {
    const swatch = make('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = `var(--${colour})`;
    return make('li', {}, swatch, label, outputs[index]);
  });
  const aside = make('span', { class: 'aside' });
  const figure = make(
    'figure',
    { class: 'chart' },
    make('figcaption', {}, title, aside, when),
    make('ul', { class: 'legend' }, ...legend),
    plot,
    table,
  );
  const element = make('div', { class: `panel ${className}` }, figure);
  let past = null;
  let columns = [];

  const chart = new uPlot(
    {
      ...{ width: 600, height: 200, padding: [8, 16, 0, 0] },
      legend: { show: false },
      cursor: { y: false, points: { show: kind === 'lines' }, drag: { x: false, y: false } },
      scales: {
        x: { time: true },
        y: scale === 'log' ? { distr: 3 } : { range: (_, __, max) => [0, max > 0 ? 1.08 * max : 1] },
      },
      axes: [
        axis({ values: null }),
        axis({
          size: 52,
          values: (_, ticks) => writeTicks(ticks, format),
          ...(scale === 'log' && { splits: decades, filter: (_, ticks) => ticks, values: writeDecades }),
        }),
      ],
      series: [{}, ...drawn(series, kind)],
      hooks: { setCursor: [({ cursor: { idx } }) => showAt(idx)] },
    },
    [[], ...series.map(() => [])],
    plot,
  );
  new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: plot.clientHeight })).observe(plot);
  onThemeChange(() => chart.redraw());
  document.fonts.ready.then(() => chart.redraw());
  table.addEventListener('toggle', fillTable);

  /** The numbers of one bucket, or of all that is shown. */
  function showAt(at) {
    if (!past) return;
    const isOne = at !== null && at !== undefined;
    for (const [index, output] of outputs.entries()) {
      const value = isOne ? columns[index][at] : series[index].total(columns[index]);
      setText(output, value === null || value === undefined ? NONE : write(value));
    }
    setText(when, isOne ? spanOf(past, at) : '');
  }

  function fillTable() {
    if (!table.open || !past) return;
    const rows = past.time.map((_, at) => at).filter((at) => columns.some((column) => column[at]));
    const cells = (at) => columns.map((column) => make('td', {}, column[at] === null ? NONE : write(column[at])));
    const body = rows
      .reverse()
      .map((at) => make('tr', {}, make('th', { scope: 'row' }, spanOf(past, at)), ...cells(at)));
    const heads = ['Time', ...series.map(({ label }) => label)].map((label) => make('th', { scope: 'col' }, label));
    const whole = make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...body));
    const scroll = make('div', { class: 'scroll' }, whole);
    table.replaceChildren(table.firstChild, scroll);
  }

  return {
    element,
    show(latest) {
      past = latest;
      setText(aside, note?.(past) ?? '');
      columns = series.map(({ values }) => values(past));
      const shown = kind === 'stack' ? stacked(columns) : columns;
      chart.setData([past.time, ...(kind === 'stack' ? shown.toReversed() : shown)]);
      showAt(chart.cursor.idx);
      fillTable();
    },
  };
}

/** A bar of each sum is drawn before the bar of the sum below it, which then covers its lower part. */
function drawn(series, kind) {
  if (kind === 'stack') {
    const paths = uPlot.paths.bars({ size: [0.82, 24, 1], align: 1 });
    return series
      .toReversed()
      .map(({ colour }) => ({ paths, width: 0, fill: () => colourOf(colour), points: { show: false } }));
  }
  return series.map(({ colour, filled }) => ({
    ...{ width: 2, spanGaps: true, stroke: () => colourOf(colour), points: { size: 4 } },
    ...(filled && { fill: () => colourOf(colour).replace('rgb(', 'rgba(').replace(')', ', 0.12)') }),
  }));
}

function stacked(columns) {
  const sums = [];
  for (const column of columns) sums.push(column.map((value, at) => value + (sums.at(-1)?.[at] ?? 0)));
  return sums;
}

/** The powers of ten alone: the lines between them are too many. */
function decades(_, __, min, max) {
  const from = Math.ceil(Math.log10(min) - 1e-9);
  return Array.from({ length: Math.floor(Math.log10(max) + 1e-9) - from + 1 }, (_, at) => 10 ** (from + at));
}

function axis(more) {
  const { values, ...rest } = more;
  return {
    ...{ font: '11px Inter, system-ui, sans-serif', stroke: () => colourOf('muted'), gap: 6 },
    ...{ grid: { stroke: () => colourOf('line'), width: 1 }, ticks: { show: false } },
    ...(values ? { values } : { size: heightOf, grid: { show: false }, values: CLOCK }),
    ...rest,
  };
}

/** Of the time's axis: a second line says the day. */
const heightOf = (_, labels) => (labels?.some((label) => label?.includes('\n')) ? 44 : 28);

/** Ticks of uPlot, from the widest step to the narrowest, on a clock of 24 hours. */
const CLOCK = [
  [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [3_600, '{HH}:{mm}', null, null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}', null, null, null, null, null, null, 1],
];

const writeDecades = (_, ticks) => ticks.map((tick) => decadeOf(Math.round(Math.log10(tick))));

/** The numbers of an axis, each with as many decimals as the others: `250`, `1,250`; or `7.5K`, `10K`. */
function writeTicks(ticks, format) {
  const decimals = Math.max(0, ...ticks.map((tick) => String(tick).split('.')[1]?.length ?? 0));
  const isLong = Math.max(...ticks) >= 1e4;
  const number = new Intl.NumberFormat(
    'en',
    isLong
      ? { notation: 'compact', maximumFractionDigits: 2 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  );
  return ticks.map((tick) => `${format === 'dollars' ? '$' : ''}${number.format(tick)}`);
}

function spanOf({ time, step_seconds: step }, at) {
  return step < 300 ? timeOf(time[at] * 1000) : dayOf(time[at] * 1000);
}

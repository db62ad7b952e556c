/** Precision against hit rate as an SVG: one curve with the guards, one without, a point for each threshold. */

export interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly threshold: number;
  /** Shares, 0 to 1. */
  readonly hitRate: number;
  readonly precision: number;
}

const WIDTH = 720;
const HEIGHT = 420;
const FRAME = { left: 64, right: 16, top: 60, bottom: 52 } as const;
/** Labelled: the default. */
const LABELLED = 0.9;

/** @param lowest precision at the bottom of the plot */
export function plot(title: string, curves: readonly Curve[], lowest: number, widest: number): string {
  const x = (hitRate: number) => FRAME.left + (hitRate / widest) * (WIDTH - FRAME.left - FRAME.right);
  const y = (precision: number) =>
    HEIGHT - FRAME.bottom - ((precision - lowest) / (1 - lowest)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}: precision against recall</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(WIDTH / 2, 22, title, 'middle', 'font-size="15"'),
    ...ticks(0, widest, 5).map((value) => gridline(x(value), y(lowest), x(value), y(1), percent(value), 'x')),
    ...ticks(lowest, 1, 5).map((value) => gridline(x(0), y(value), x(widest), y(value), percent(value), 'y')),
    text(WIDTH / 2, HEIGHT - 12, 'same questions served (recall)', 'middle'),
    `<g transform="rotate(-90 16 ${HEIGHT / 2})">${text(16, HEIGHT / 2, 'precision of what is served', 'middle')}</g>`,
    ...curves.flatMap((curve, index) => drawCurve(curve, index, x, y)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

type Scale = (value: number) => number;

function drawCurve({ label, colour, points }: Curve, index: number, x: Scale, y: Scale): string[] {
  const line = points.map(({ hitRate, precision }) => `${round(x(hitRate))},${round(y(precision))}`).join(' ');
  const legend = FRAME.left + 16 + index * 160;
  return [
    `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      ({ hitRate, precision }) =>
        `<circle cx="${round(x(hitRate))}" cy="${round(y(precision))}" r="3" fill="${colour}"/>`,
    ),
    ...points
      .filter(({ threshold }) => threshold === LABELLED)
      .map(({ threshold, hitRate, precision }) => text(x(hitRate), y(precision) + 18, threshold.toFixed(2), 'middle')),
    `<line x1="${legend}" y1="36" x2="${legend + 24}" y2="36" stroke="${colour}" stroke-width="2"/>`,
    text(legend + 30, 40, label, 'start'),
  ];
}

function gridline(x1: number, y1: number, x2: number, y2: number, label: string, axis: 'x' | 'y'): string {
  const line = `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#dddddd"/>`;
  return line + (axis === 'x' ? text(x1, y1 + 18, label, 'middle') : text(x1 - 8, y1 + 4, label, 'end'));
}

function text(x: number, y: number, content: string, anchor: string, more = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#222222" ${more}>${content}</text>`;
}

function ticks(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, index) => from + ((to - from) * index) / count);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

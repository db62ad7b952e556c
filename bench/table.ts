/** The figures as Markdown, and their place in docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Figures {
  readonly entries: number;
  /** How many of them are asked in the row of the memory tier. */
  readonly hot: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Requests a second with all connections busy; milliseconds with one; `share` of them from the tier meant. */
  readonly hits: readonly {
    readonly name: 'bare' | 'memory' | 'spread' | 'disk' | 'semantic';
    readonly perSecond: number;
    readonly ofBare: number;
    /** Microseconds of CPU for each request, all threads; NaN where it cannot be known. */
    readonly cpu: number;
    readonly share: number;
    readonly latency: number;
  }[];
  /** Milliseconds. */
  readonly misses: readonly {
    readonly name: 'exact' | 'semantic' | 'stream';
    readonly samples: number;
    readonly direct: number;
    readonly added: number;
  }[];
  /** Megabytes resident. */
  readonly memory: { readonly fresh: number; readonly filled: number };
}

const PAGE = new URL('../docs/performance.md', import.meta.url);
const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

export function describe(figures: Figures): string {
  const { entries, rounds, seconds, memory } = figures;
  const thousands = entries.toLocaleString('en');
  const hitNames = {
    bare: 'bare Hono route (the yardstick)',
    memory: `hit in memory, ${figures.hot.toLocaleString('en')} questions`,
    spread: `hit in memory, ${thousands} questions evenly`,
    disk: 'hit on disk',
    semantic: `hit by meaning, ${thousands} entries in the scope`,
  };
  const semantic = figures.hits.find(({ name }) => name === 'semantic')?.share ?? Number.NaN;
  const missNames = {
    exact: 'JSON, whole answer',
    semantic: `JSON, whole answer, after a search by meaning in ${thousands} entries`,
    stream: 'stream, first byte',
  };
  return [
    `Measured by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}. Server, load and upstream`,
    `share the machine, on loopback. Medians of ${rounds} rounds of ${seconds} s with 16 connections, in which all took their turn;`,
    'CPU is that of all threads of the server, for each request; latency is with one connection. Compare the ratios: the',
    'absolute figures are those of this machine.',
    '',
    '| | requests/s | of the bare route | CPU | latency |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...figures.hits.map(
      ({ name, perSecond, ofBare, cpu, latency }) =>
        `| ${hitNames[name]} | ${perSecond.toFixed(0)} | ${ofBare.toFixed(2)} | ${Number.isNaN(cpu) ? '' : `${cpu.toFixed(0)} µs`} | ${latency.toFixed(2)} ms |`,
    ),
    '',
    `Each of the reworded questions was new; ${(100 * semantic).toFixed(1)}% of them were hits by meaning.`,
    '',
    '| a miss | direct call | the proxy adds |',
    '| --- | ---: | ---: |',
    ...figures.misses.map(
      ({ name, direct, added }) => `| ${missNames[name]} | ${direct.toFixed(2)} ms | ${added.toFixed(2)} ms |`,
    ),
    '',
    '| resident memory | |',
    '| --- | ---: |',
    `| fresh | ${memory.fresh.toFixed(0)} MB |`,
    `| with ${thousands} entries | ${memory.filled.toFixed(0)} MB |`,
    `| an entry | ${(((memory.filled - memory.fresh) * 1_024) / entries).toFixed(1)} KB |`,
  ].join('\n');
}

/** Replaces what stands between the markers of the page. */
export function writeTable(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start === -1 || end < start) throw new Error(`${PAGE.pathname} has no ${START} and ${END}`);
  writeFileSync(PAGE, `${page.slice(0, start + START.length)}\n${text}\n${page.slice(end)}`);
}

function machine(): string {
  const all = cpus();
  return `${all.length} cores (${all[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${process.platform}`;
}

import { Buffer } from 'node:buffer';

/** Floats a step; rows and queries are padded with zeros to a multiple of it. */
export const STEP = 16;

/**
 * Writes the dot products of one query with `count` >= 1 rows that follow each other in memory. All addresses in bytes;
 * `stride` is a row's length, a multiple of 64.
 */
export type Dots = (query: number, rows: number, count: number, stride: number, out: number) => void;

/** What is used of the runtime's WebAssembly: TypeScript has its types only together with a browser's. */
declare namespace WebAssembly {
  class Memory {
    constructor(pages: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { readonly js: { readonly memory: Memory } });
    readonly exports: { readonly dots: Dots };
  }
}

export type Memory = WebAssembly.Memory;

/** dots.wat, assembled. Measured, 10,000 rows of 384: 0.6 ms, where the best of plain JavaScript takes 3.2 ms. */
const MODULE = new WebAssembly.Module(
  Buffer.from(
    'AGFzbQEAAAABCQFgBX9/f39/AAIOAQJqcwZtZW1vcnkCAAEDAgEABwgBBGRvdHMAAAqaAgGXAgICfwR7A0D9DAAAAAAAAAAAAAAAAAAAAAAhB/0M' +
      'AAAAAAAAAAAAAAAAAAAAACEI/QwAAAAAAAAAAAAAAAAAAAAAIQn9DAAAAAAAAAAAAAAAAAAAAAAhCiAAIQUgASADaiEGA0AgByAF/QAEACAB' +
      '/QAEAP3mAf3kASEHIAggBf0ABBAgAf0ABBD95gH95AEhCCAJIAX9AAQgIAH9AAQg/eYB/eQBIQkgCiAF/QAEMCAB/QAEMP3mAf3kASEKIAVB' +
      'wABqIQUgAUHAAGohASABIAZJDQALIAcgCP3kASAJIAr95AH95AEhByAEIAf9HwAgB/0fAZIgB/0fAiAH/R8DkpI4AgAgBEEEaiEEIAJBAWsh' +
      'AiACDQALCw==',
    'base64',
  ),
);

/** A memory of `initial` pages of 64 KiB that may grow to `maximum`. */
export function createMemory(initial: number, maximum: number): Memory {
  return new WebAssembly.Memory({ initial, maximum });
}

/** The kernel over a memory. */
export function instantiateDots(memory: Memory): Dots {
  return new WebAssembly.Instance(MODULE, { js: { memory } }).exports.dots;
}

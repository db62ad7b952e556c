import type { Ms } from '../../types.ts';
import { createMemory, type Dots, instantiateDots, type Memory, STEP } from './dots.ts';
import type { Nearest } from './nearest.ts';

/** A vector's row in the table, without its text. */
export interface Row {
  readonly id: number;
  readonly deleteAt: Ms;
  readonly vector: ArrayLike<number>;
}

/** Rows of one block: small enough that a scope of a few vectors wastes little, large enough for a run of the kernel. */
const BLOCK_ROWS = 16;
/** WebAssembly's: 32-bit addresses, 64 KiB pages. */
const PAGE = 65_536;
const MAX_MEMORY = 65_536 * PAGE;

/** Vectors of one scope, in blocks. */
export class Partition {
  readonly ids: number[] = [];
  readonly deleteAts: Ms[] = [];
  /** Addresses. */
  readonly blocks: number[] = [];
}

/**
 * Vectors as f32 in one WebAssembly memory, cut into blocks of equal size that partitions take and give back: nothing
 * is copied when a partition grows, and what is resident has one bound.
 */
export class Blocks {
  /** How many there may be. */
  readonly limit: number;
  readonly #stride: number;
  readonly #blockBytes: number;
  readonly #memory: Memory;
  readonly #dots: Dots;
  readonly #free: number[] = [];
  /** Addresses: the query first, then the products, then a block for what is not resident, then the blocks. */
  readonly #out: number;
  readonly #scratch: number;
  readonly #first: number;
  #made = 0;

  constructor(dimensions: number, maxBytes: number) {
    this.#stride = Math.ceil(dimensions / STEP) * STEP * Float32Array.BYTES_PER_ELEMENT;
    this.#blockBytes = this.#stride * BLOCK_ROWS;
    this.#out = this.#stride;
    this.#scratch = this.#out + BLOCK_ROWS * Float32Array.BYTES_PER_ELEMENT;
    this.#first = this.#scratch + this.#blockBytes;
    const room = Math.min(maxBytes, MAX_MEMORY - this.#first);
    this.limit = Math.max(1, Math.floor(room / this.#blockBytes));
    const most = this.#first + this.limit * this.#blockBytes;
    this.#memory = createMemory(Math.ceil(this.#first / PAGE), Math.ceil(most / PAGE));
    this.#dots = instantiateDots(this.#memory);
  }

  /** How many blocks so many rows take. */
  static needed(rows: number): number {
    return Math.ceil(rows / BLOCK_ROWS);
  }

  /** Adds a row; false when it needs a block and there is none left. */
  add(partition: Partition, row: Row): boolean {
    const index = partition.ids.length;
    if (index % BLOCK_ROWS === 0) {
      const block = this.#take();
      if (block === null) return false;
      partition.blocks.push(block);
    }
    partition.ids.push(row.id);
    partition.deleteAts.push(row.deleteAt);
    this.#write(this.#address(partition, index), row.vector);
    return true;
  }

  /** Removes a row: the last one takes its place. */
  remove(partition: Partition, id: number): void {
    const index = partition.ids.indexOf(id);
    if (index === -1) return;
    const last = partition.ids.length - 1;
    const from = this.#address(partition, last);
    new Uint8Array(this.#memory.buffer).copyWithin(this.#address(partition, index), from, from + this.#stride);
    partition.ids[index] = partition.ids[last]!;
    partition.deleteAts[index] = partition.deleteAts[last]!;
    partition.ids.pop();
    partition.deleteAts.pop();
    if (last % BLOCK_ROWS === 0) this.#free.push(partition.blocks.pop()!);
  }

  /** Gives a partition's blocks back. */
  release(partition: Partition): void {
    for (const block of partition.blocks.splice(0)) this.#free.push(block);
  }

  /** Offers every row that is not past `deleteAt`. */
  scan(partition: Partition, query: Float32Array, now: Ms, nearest: Nearest): void {
    this.#write(0, query);
    partition.blocks.forEach((block, at) => {
      const start = at * BLOCK_ROWS;
      const count = Math.min(BLOCK_ROWS, partition.ids.length - start);
      this.#offer(block, count, nearest, (row) =>
        partition.deleteAts[start + row]! > now ? partition.ids[start + row]! : null,
      );
    });
  }

  /** Offers rows that are not resident, through one block. */
  stream(rows: Iterable<Row>, query: Float32Array, now: Ms, nearest: Nearest): void {
    this.#write(0, query);
    const ids: number[] = [];
    const flush = () => {
      if (ids.length > 0) this.#offer(this.#scratch, ids.length, nearest, (row) => ids[row]!);
      ids.length = 0;
    };
    for (const row of rows) {
      if (row.deleteAt <= now) continue;
      this.#write(this.#scratch + ids.length * this.#stride, row.vector);
      if (ids.push(row.id) === BLOCK_ROWS) flush();
    }
    flush();
  }

  #offer(block: number, count: number, nearest: Nearest, idOf: (row: number) => number | null): void {
    this.#dots(0, block, count, this.#stride, this.#out);
    const products = new Float32Array(this.#memory.buffer, this.#out, count);
    for (let row = 0; row < count; row += 1) {
      const similarity = products[row]!;
      if (!(similarity > nearest.floor)) continue;
      const id = idOf(row);
      if (id !== null) nearest.offer(id, similarity);
    }
  }

  #address(partition: Partition, index: number): number {
    return partition.blocks[Math.floor(index / BLOCK_ROWS)]! + (index % BLOCK_ROWS) * this.#stride;
  }

  /** What pads a row out to its stride is never written to, and so stays zero. */
  #write(address: number, vector: ArrayLike<number>): void {
    new Float32Array(this.#memory.buffer, address, vector.length).set(vector);
  }

  #take(): number | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made === this.limit) return null;
    const address = this.#first + this.#made * this.#blockBytes;
    const missing = Math.ceil((address + this.#blockBytes - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#memory.grow(missing);
    this.#made += 1;
    return address;
  }
}

/** The `k` best of what it is offered: an insertion into a short sorted list, for `k` is small. */
export class Nearest {
  readonly ids: number[] = [];
  readonly similarities: number[] = [];
  readonly #k: number;
  #floor = Number.NEGATIVE_INFINITY;

  constructor(k: number) {
    this.#k = k;
    if (k < 1) this.#floor = Number.POSITIVE_INFINITY;
  }

  /** Below it an offer is of no use; among equals the first offered stays. */
  get floor(): number {
    return this.#floor;
  }

  offer(id: number, similarity: number): void {
    if (!(similarity > this.#floor)) return;
    let place = this.ids.length;
    while (place > 0 && this.similarities[place - 1]! < similarity) place -= 1;
    this.ids.splice(place, 0, id);
    this.similarities.splice(place, 0, similarity);
    if (this.ids.length > this.#k) {
      this.ids.pop();
      this.similarities.pop();
    }
    if (this.ids.length === this.#k) this.#floor = this.similarities[this.#k - 1]!;
  }
}

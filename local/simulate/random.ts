/** Random numbers from a seed: the same seed and stream give the same numbers, everywhere. (sfc32, by Chris Doty-Humphrey) */
export class Random {
  #a = 0x9e3779b9;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream = 0) {
    this.#b = seed | 0;
    this.#c = stream | 0;
    for (let n = 0; n < 15; n += 1) this.bits();
  }

  /** 32 bits, as a signed number. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** From 0 to just below 1. */
  next(): number {
    return (this.bits() >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to just below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Every order of magnitude between the two is as likely as another. */
  spread(least: number, most: number): number {
    return least * (most / least) ** this.next();
  }
}

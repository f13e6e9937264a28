// Numbers for generated cases, the same again from the same seed.  SOUK_SEED
// sets it; SOUK_LONG takes a new one.
import { randomInt } from 'node:crypto';

const standing = 20261123;

export const seed = Number(process.env.SOUK_SEED ?? (process.env.SOUK_LONG ? randomInt(2 ** 47) : standing));

export class Draws {
  #state;

  constructor(from = seed) { this.#state = BigInt(from); }

  #next() {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** min to max, both in. */
  int(min, max) { return min + Number(this.#next() % BigInt(max - min + 1)); }
  bool() { return this.int(0, 1) === 1; }
  of(list) { return list[this.int(0, list.length - 1)]; }
  /** 0 to max, every size as likely. */
  size(max) { return Math.min(max, this.int(0, 2 ** this.int(0, Math.ceil(Math.log2(max + 1))) - 1)); }
}

// Colours are names of signatures. A hash only finds the place where a signature may stand; what stands there is compared
// number by number, so that no two signatures ever share a name by accident.

/** Many short signatures are put in order by their digits, which takes no comparisons. */
const MANY = 1 << 14;
const SHORT = 4;

/** Gives equal signatures the same number and different ones different numbers. */
export class SignatureTable {
  private slots: Int32Array = new Int32Array(1 << 10);
  private hashes: Int32Array = new Int32Array(1 << 8);
  /** Where signature `id` begins in `pool`; one more than there are signatures. */
  private starts: Int32Array = new Int32Array((1 << 8) + 1);
  private pool: Int32Array = new Int32Array(1 << 12);
  private size = 0;

  /** Number of different signatures so far. */
  get count(): number {
    return this.size;
  }

  /**
   * The number of a signature, in order of first appearance.
   *
   * @param signature Numbers; the first `length` of them count. Not kept.
   */
  intern(signature: Int32Array, length: number): number {
    let hash = length;
    for (let i = 0; i < length; i++) {
      hash = Math.imul(hash ^ signature[i], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const id = this.slots[slot] - 1;
      if (id < 0) return this.add(signature, length, hash, slot);
      if (this.hashes[id] === hash && this.equals(id, signature, length)) return id;
      slot = (slot + 1) & mask;
    }
  }

  /** First number of signature `id`, which has one. */
  leading(id: number): number {
    return this.pool[this.starts[id]];
  }

  /**
   * Names that do not depend on the order of appearance: the place of every signature in lexicographic order.
   *
   * @returns the place of signature `id` at index `id`.
   */
  ranks(): Int32Array {
    const width = this.commonLength();
    const order = width !== undefined && width <= SHORT && this.size > MANY ? this.distributed(width) : this.sorted();
    const ranks = new Int32Array(this.size);
    for (let place = 0; place < order.length; place++) ranks[order[place]] = place;
    return ranks;
  }

  /** Numbers of all signatures in lexicographic order, found by comparing them. */
  private sorted(): Int32Array {
    const { pool, starts, size } = this;
    const order = Int32Array.from({ length: size }, (_, id) => id);
    return order.sort((a, b) => {
      const lengthA = starts[a + 1] - starts[a];
      const lengthB = starts[b + 1] - starts[b];
      const shared = Math.min(lengthA, lengthB);
      for (let i = 0, p = starts[a], q = starts[b]; i < shared; i++, p++, q++) {
        if (pool[p] !== pool[q]) return pool[p] - pool[q];
      }
      return lengthA - lengthB;
    });
  }

  /** The same for signatures of `width` numbers: distributed stably by 16 bits at a time, the last ones first. */
  private distributed(width: number): Int32Array {
    const { pool, size } = this;
    let order = Int32Array.from({ length: size }, (_, id) => id);
    let target = new Int32Array(size);
    const places = new Int32Array((1 << 16) + 1);
    for (let i = width - 1; i >= 0; i--) {
      for (const shift of [0, 16]) {
        // The top bit is turned round so that negative numbers come first.
        const digit = (id: number) => ((pool[id * width + i] ^ 0x80000000) >>> shift) & 0xffff;
        places.fill(0);
        for (let id = 0; id < size; id++) places[digit(id) + 1]++;
        for (let value = 1; value < places.length; value++) places[value] += places[value - 1];
        for (let place = 0; place < size; place++) target[places[digit(order[place])]++] = order[place];
        [order, target] = [target, order];
      }
    }
    return order;
  }

  /** Length of all signatures; undefined where they have different ones. */
  private commonLength(): number | undefined {
    const { starts, size } = this;
    const length = size > 0 ? starts[1] : 0;
    for (let id = 0; id < size; id++) if (starts[id + 1] - starts[id] !== length) return undefined;
    return length;
  }

  private equals(id: number, signature: Int32Array, length: number): boolean {
    const { pool, starts } = this;
    const start = starts[id];
    if (starts[id + 1] - start !== length) return false;
    for (let i = 0; i < length; i++) if (pool[start + i] !== signature[i]) return false;
    return true;
  }

  private add(signature: Int32Array, length: number, hash: number, slot: number): number {
    const id = this.size++;
    if (id === this.hashes.length) {
      this.hashes = grown(this.hashes, 2 * id);
      this.starts = grown(this.starts, 2 * id + 1);
    }
    const start = this.starts[id];
    if (start + length > this.pool.length) this.pool = grown(this.pool, Math.max(2 * this.pool.length, start + length));
    for (let i = 0; i < length; i++) this.pool[start + i] = signature[i];
    this.starts[id + 1] = start + length;
    this.hashes[id] = hash;
    this.slots[slot] = id + 1;
    if (4 * this.size > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    const slots = new Int32Array(4 * this.slots.length);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      const hash = this.hashes[id];
      let slot = (hash ^ (hash >>> 13)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.slots = slots;
  }
}

function grown(values: Int32Array, length: number): Int32Array {
  const result = new Int32Array(length);
  result.set(values);
  return result;
}

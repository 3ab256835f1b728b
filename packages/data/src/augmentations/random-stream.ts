import { random } from '@perceptrons/tensor';

const chunkLength = 16;

/** Draws numbers one after the other from one key, for code whose number of draws depends on what was drawn. */
export class RandomStream {
  private values: Float32Array = new Float32Array();
  private position = 0;
  private offset = 0;

  constructor(private readonly key: random.Key) {}

  /** Uniform in [0, 1). */
  uniform(): number {
    if (this.position === this.values.length) {
      this.values = random.uniformArray(this.key, chunkLength, { offset: this.offset });
      this.offset += chunkLength;
      this.position = 0;
    }
    return this.values[this.position++];
  }

  /** Uniform in [min, max). */
  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** Integer from 0 to count - 1. */
  index(count: number): number {
    return Math.min(count - 1, Math.floor(this.uniform() * count));
  }

  /** Normal with mean 0 and standard deviation 1 (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Gamma(shape, 1). Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Beta(a, b), in [0, 1]. */
  beta(a: number, b: number): number {
    const x = this.gamma(a);
    const y = this.gamma(b);
    // Both can underflow to 0 for very small shapes, where the distribution sits at the two ends.
    return x + y > 0 ? x / (x + y) : this.index(2);
  }
}

// Random numbers of the simulators: which key belongs to what, and draws one after the other from one key.
import { ConfigError, random } from '@perceptrons/tensor';

/** What simulated data are for: experiments of different purposes never share random numbers. */
export type Purpose = 'train' | 'eval';

// These numbers are part of the meaning of a seed: changing one changes all data.
const purposes: Record<Purpose, number> = { train: 1, eval: 2 };
const simulators = { behaviour: 0, activity: 1, flies: 2, flyInputs: 3 };
export type Simulator = keyof typeof simulators;

/** Key of what all experiments of a seed share, for instance the initial weights of the fitted model. */
export function sharedKey(seed: number, simulator: Simulator): random.Key {
  return random.foldIn(random.foldIn(seed, simulators[simulator]), 0);
}

/** Key of one experiment. Different seeds, simulators, purposes and indexes give different keys. */
export function experimentKey(seed: number, simulator: Simulator, purpose: Purpose, index: number): random.Key {
  const number = purposes[purpose];
  if (!number) {
    throw new ConfigError({
      code: 'plasticity/purpose',
      argument: 'purpose',
      message: `purpose is ${String(purpose)}, expected 'train' or 'eval'.`,
    });
  }
  return random.foldIn(random.foldIn(random.foldIn(seed, simulators[simulator]), number), index);
}

const chunkLength = 256;

/** Draws numbers one after the other, for code whose number of draws depends on what was drawn. */
export class Draws {
  private values: ArrayLike<number> = [];
  private position = 0;
  private offset = 0;

  private constructor(private readonly draw: (count: number, offset: number) => ArrayLike<number>) {}

  /** Uniform in [0, 1). */
  static uniform(key: random.Key): Draws {
    return new Draws((count, offset) => random.uniformArray(key, count, { offset }));
  }

  /** Normal with mean 0 and standard deviation 1. */
  static normal(key: random.Key): Draws {
    return new Draws((count, offset) => random.normalArray(key, count, { offset }));
  }

  next(): number {
    if (this.position === this.values.length) {
      this.values = this.draw(chunkLength, this.offset);
      this.offset += chunkLength;
      this.position = 0;
    }
    return this.values[this.position++];
  }
}

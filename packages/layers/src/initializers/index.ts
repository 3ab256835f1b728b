import * as tf from '@tensorflow/tfjs';
import { Halves, type HalvesArgs } from './halves';
import { Normal, type NormalArgs } from './normal';
import type { Initializer } from './seeded-initializer';
import { Uniform, type UniformArgs } from './uniform';
import { VarianceScaling, type VarianceScalingArgs } from './variance-scaling';

export { Halves, type HalvesArgs } from './halves';
export { Normal, type NormalArgs } from './normal';
export {
  type InitializerLike,
  type InitializerName,
  initializerConfig,
  resolveDistinct,
  resolveInitializer,
} from './resolve';
export { type Initializer, SeededInitializer } from './seeded-initializer';
export { Uniform, type UniformArgs } from './uniform';
export { VarianceScaling, type VarianceScalingArgs } from './variance-scaling';

/** Seed of one initializer. Without it, the layer derives one from its own seed and the weight's name. */
export interface SeedArgs {
  seed?: number;
}

/** All zeros. */
export const zeros = (): Initializer => tf.initializers.zeros();

/** All ones. */
export const ones = (): Initializer => tf.initializers.ones();

/** One value everywhere. */
export const constant = (value: number): Initializer => tf.initializers.constant({ value });

/**
 * LeCun normal: variance 1 / fanIn, cut at two standard deviations, with the width corrected by 1 / 0.8796 so that the
 * variance holds after the cut. The default of Flax layers.
 */
export const lecunNormal = ({ seed }: SeedArgs = {}): VarianceScaling => new VarianceScaling({ seed });

/** Xavier (Glorot) uniform: limits +-sqrt(6 / (fanIn + fanOut)). */
export const xavierUniform = ({ seed }: SeedArgs = {}): VarianceScaling =>
  new VarianceScaling({ mode: 'fanAverage', distribution: 'uniform', seed });

/** Xavier (Glorot) normal: variance 2 / (fanIn + fanOut). */
export const xavierNormal = ({ seed }: SeedArgs = {}): VarianceScaling =>
  new VarianceScaling({ mode: 'fanAverage', distribution: 'normal', seed });

/** He (Kaiming) normal: variance 2 / fanIn. */
export const heNormal = ({ seed }: SeedArgs = {}): VarianceScaling =>
  new VarianceScaling({ scale: 2, distribution: 'normal', seed });

/** He (Kaiming) uniform: limits +-sqrt(6 / fanIn). */
export const heUniform = ({ seed }: SeedArgs = {}): VarianceScaling =>
  new VarianceScaling({ scale: 2, distribution: 'uniform', seed });

/** Variance scaling with free parameters. */
export const varianceScaling = (args: VarianceScalingArgs = {}): VarianceScaling => new VarianceScaling(args);

/** Normal values of standard deviation `std` (default 0.02). */
export const normal = (args: NormalArgs = {}): Normal => new Normal(args);

/** Normal values of standard deviation `std` (default 0.02), cut at two standard deviations, without correction. */
export const truncatedNormal = (args: Omit<NormalArgs, 'truncated'> = {}): Normal =>
  new Normal({ ...args, truncated: true });

/** Uniform values in [min, max). */
export const uniform = (args: UniformArgs = {}): Uniform => new Uniform(args);

/** Two initializers, one for each half of the last axis. */
export const halves = (args: HalvesArgs): Halves => new Halves(args);

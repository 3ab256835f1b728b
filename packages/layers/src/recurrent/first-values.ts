// With which values the weights of recurrent chains start.
import * as tf from '@tensorflow/tfjs';
import { Drawn } from '../initializers/drawn';
import { type InitializerLike, initializerConfig, resolveDistinct, resolveInitializer } from '../initializers/resolve';
import type { Initializer } from '../initializers/seeded-initializer';
import { Uniform } from '../initializers/uniform';
import { type ChainWeight, chainShape, packChains, type WeightRole } from './chain-weights';

/** Initializers of recurrent weights. */
export interface FirstValueArgs {
  /** Default: uniform in +-1 / sqrt(units), as in PyTorch, like the other two. */
  kernelInitializer?: InitializerLike;
  recurrentInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
}

interface FirstValueSettings extends FirstValueArgs {
  units: number;
  seed: number;
  /** Several chains: a seed inside an initializer must not make them twins. */
  distinct: boolean;
  /** One bias in the place of two: by default it starts as the sum of both draws, so the mode does not change the start. */
  foldsBiases?: boolean;
}

export class FirstValues {
  private readonly initializers: Record<'kernel' | 'recurrentKernel' | 'bias', InitializerLike>;
  private readonly folds: boolean;

  constructor(private readonly settings: FirstValueSettings) {
    const { units, kernelInitializer, recurrentInitializer, biasInitializer, foldsBiases } = settings;
    const limit = 1 / Math.sqrt(units);
    const uniform = new Uniform({ min: -limit, max: limit });
    this.initializers = {
      kernel: kernelInitializer ?? uniform,
      recurrentKernel: recurrentInitializer ?? uniform,
      bias: biasInitializer ?? uniform,
    };
    this.folds = (foldsBiases ?? false) && biasInitializer == null;
  }

  /** The initializer of a weight, `name` being its full name within the layer. */
  of(role: WeightRole, name: string): Initializer {
    if (role === 'gamma') return tf.initializers.ones();
    if (role === 'beta') return tf.initializers.zeros();
    const resolve = this.settings.distinct ? resolveDistinct : resolveInitializer;
    const draw = (weight: string) => resolve(this.initializers[role], this.settings.seed, weight);
    if (role !== 'bias' || !this.folds) return draw(name);
    const [input, recurrent] = [draw(name), draw(name.replace(/bias$/, 'recurrentBias'))];
    return new Drawn((shape) => tf.add(input.apply(shape, 'float32'), recurrent.apply(shape, 'float32')));
  }

  /** The initializer of one weight of several chains in one tensor; each chain has its own draw. */
  packed(weight: ChainWeight, inputs: number, prefix: string, chains: readonly string[]): Initializer {
    const shape = chainShape(weight, inputs, this.settings.units);
    const draws = chains.map((chain) => this.of(weight.role, `${prefix}${chain}/${weight.name}`));
    return new Drawn(() =>
      packChains(
        weight,
        draws.map((draw) => draw.apply(shape, 'float32')),
      ),
    );
  }

  /** What a layer's config holds. A bias that starts as a sum has none, since that follows from the other settings. */
  config(): tf.serialization.ConfigDict {
    return {
      kernelInitializer: initializerConfig(this.initializers.kernel),
      recurrentInitializer: initializerConfig(this.initializers.recurrentKernel),
      biasInitializer: this.folds ? null : initializerConfig(this.initializers.bias),
    };
  }
}

import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { deriveSeed } from '../seeds';
import { Normal } from './normal';
import { type Initializer, SeededInitializer } from './seeded-initializer';
import { VarianceScaling } from './variance-scaling';

const named = {
  zeros: () => tf.initializers.zeros(),
  ones: () => tf.initializers.ones(),
  lecunNormal: () => new VarianceScaling(),
  xavierUniform: () => new VarianceScaling({ mode: 'fanAverage', distribution: 'uniform' }),
  xavierNormal: () => new VarianceScaling({ mode: 'fanAverage', distribution: 'normal' }),
  heNormal: () => new VarianceScaling({ scale: 2, distribution: 'normal' }),
  heUniform: () => new VarianceScaling({ scale: 2, distribution: 'uniform' }),
  normal: () => new Normal(),
  truncatedNormal: () => new Normal({ truncated: true }),
};

/** Initializers that can be given by name alone. `normal` and `truncatedNormal` have standard deviation 0.02. */
export type InitializerName = keyof typeof named;

/** What a layer accepts as an initializer: a name, an instance, or the saved form of an instance. */
export type InitializerLike = InitializerName | Initializer | tf.serialization.ConfigDict;

function fromSavedForm(saved: tf.serialization.ConfigDict): Initializer | undefined {
  const known = tf.serialization.SerializationMap.getMap().classNameMap[String(saved.className)];
  if (known === undefined) return undefined;
  const [initializerClass, fromConfig] = known;
  const made = fromConfig(initializerClass, (saved.config ?? {}) as tf.serialization.ConfigDict);
  return 'apply' in made ? (made as Initializer) : undefined;
}

/**
 * Finds the initializer that a name, an instance or a saved form stands for.
 *
 * @throws ConfigError `layers/initializer` for anything else.
 */
export function asInitializer(value: InitializerLike): Initializer {
  if (typeof value === 'string' && Object.hasOwn(named, value)) return named[value]();
  if (typeof value === 'object' && value !== null) {
    if ('apply' in value && typeof value.apply === 'function') return value as Initializer;
    const made = fromSavedForm(value as tf.serialization.ConfigDict);
    if (made) return made;
  }
  throw new ConfigError({
    code: 'layers/initializer',
    argument: 'initializer',
    message: `The initializer is ${JSON.stringify(value) ?? String(value)}. It must be one of ${Object.keys(named).join(', ')}, an initializer object, or the saved form { className, config } of one.`,
  });
}

/** The initializer of one weight; random ones without a seed get one from the layer's seed and the weight's name. */
export function resolveInitializer(value: InitializerLike, layerSeed: number, weight: string): Initializer {
  const initializer = asInitializer(value);
  const unseeded = initializer instanceof SeededInitializer && initializer.seed === undefined;
  return unseeded ? initializer.withSeed(deriveSeed(layerSeed, weight)) : initializer;
}

/**
 * The initializer of one of several weights that must not start alike, such as those of two directions: a seed that the
 * user gave is mixed with the weight's name, where `resolveInitializer` would use it for every weight.
 */
export function resolveDistinct(value: InitializerLike, layerSeed: number, weight: string): Initializer {
  const initializer = asInitializer(value);
  if (initializer instanceof SeededInitializer) {
    return initializer.withSeed(deriveSeed(initializer.seed ?? layerSeed, weight));
  }
  const config = initializer.getConfig();
  if (typeof config.seed !== 'number') return initializer;
  const seed = deriveSeed(config.seed, weight);
  return fromSavedForm({ className: initializer.getClassName(), config: { ...config, seed } }) ?? initializer;
}

/** The form in which a layer's config holds an initializer. */
export function initializerConfig(value: InitializerLike): tf.serialization.ConfigDict {
  const initializer = asInitializer(value);
  return { className: initializer.getClassName(), config: initializer.getConfig() };
}

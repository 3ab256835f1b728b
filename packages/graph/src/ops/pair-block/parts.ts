// The tensors of a block, by part and as the flat inputs of the ops.

/** One dense map over the channels of every pair: kernel [inputs, outputs], bias [outputs]. */
export interface PairLayer<T> {
  kernel: T;
  bias: T;
}

/** A block: pairs [batch, n, n, inputs], mask [batch, n], two MLPs for the factors, and the map that ends it. */
export interface PairBlockParts<T> {
  x: T;
  mask?: T;
  mlp1: ReadonlyArray<PairLayer<T>>;
  mlp2: ReadonlyArray<PairLayer<T>>;
  skip: PairLayer<T>;
}

/** How the products of a block are scaled: not, or by n to the power of -1/2 or -1. */
export type ProductScaling = 'none' | 'sqrt-n' | 'n';

export interface PairBlockAttributes {
  /** Layers of each MLP. */
  depths: [mlp1: number, mlp2: number];
  skipActivation: 'linear' | 'relu';
  scaling: ProductScaling;
  /** Keeps nothing for the gradient but the inputs, and computes it again. */
  checkpoint: boolean;
}

/** Tensors by name: `x`, `mask`, and the weights. */
export type PairBlockInputs<T> = Record<string, T | undefined>;

/** Layers that an MLP may have. */
export const mostLayers = 8;

const layerNames = (mlp: string, depth: number): Array<PairLayer<string>> =>
  Array.from({ length: depth }, (_, layer) => ({ kernel: `${mlp}Kernel${layer}`, bias: `${mlp}Bias${layer}` }));

const skipNames: PairLayer<string> = { kernel: 'skipKernel', bias: 'skipBias' };

/** Lists of names by depths: small steps would spend a percent of their time on making them. */
const knownNames = new Map<number, readonly string[]>();

/** Names of the weights, in the order of the gradients. */
export function weightNames([first, second]: readonly [number, number]): readonly string[] {
  const place = first * (mostLayers + 1) + second;
  const known = knownNames.get(place);
  if (known) return known;
  const layers = [...layerNames('mlp1', first), ...layerNames('mlp2', second), skipNames];
  const names = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  knownNames.set(place, names);
  return names;
}

/** Flat inputs of a block. */
export function packBlock<T>({ x, mask, mlp1, mlp2, skip }: PairBlockParts<T>): PairBlockInputs<T> {
  const inputs: PairBlockInputs<T> = { x, mask };
  const names = weightNames([mlp1.length, mlp2.length]);
  [...mlp1, ...mlp2, skip].forEach(({ kernel, bias }, layer) => {
    inputs[names[2 * layer]] = kernel;
    inputs[names[2 * layer + 1]] = bias;
  });
  return inputs;
}

/** The parts of flat inputs. */
export function unpackBlock<T>(
  inputs: PairBlockInputs<T>,
  [first, second]: readonly [number, number],
): PairBlockParts<T> {
  const names = weightNames([first, second]);
  const layer = (index: number): PairLayer<T> => ({
    kernel: inputs[names[2 * index]] as T,
    bias: inputs[names[2 * index + 1]] as T,
  });
  const layers = (from: number, count: number) => Array.from({ length: count }, (_, index) => layer(from + index));
  return {
    x: inputs.x as T,
    mask: inputs.mask,
    mlp1: layers(0, first),
    mlp2: layers(first, second),
    skip: layer(first + second),
  };
}

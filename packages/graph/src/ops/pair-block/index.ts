import { ConfigError, defineOp, ShapeError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { pairBlockGradient } from './gradient';
import {
  mostLayers,
  type PairBlockAttributes,
  type PairBlockInputs,
  type PairBlockParts,
  type PairLayer,
  packBlock,
  weightNames,
} from './parts';
import { pairBlockReference } from './reference';
import { pairBlockWasm } from './wasm';

const runPairBlock = defineOp<PairBlockInputs<tf.Tensor>, PairBlockAttributes, tf.Tensor>({
  name: 'PairBlock',
  inputs: ['x', 'mask', ...weightNames([mostLayers, mostLayers])],
  reference: pairBlockReference,
  gradient: pairBlockGradient,
  accepts: (inputs) => Object.values(inputs).every((tensor) => tensor === undefined || tensor.size > 0),
  wasm: pairBlockWasm,
});

export interface PairBlockOptions extends Partial<Omit<PairBlockAttributes, 'depths'>> {}

/**
 * One block of a provably powerful graph network, with everything between its products fused:
 * P[b, i, j, c] = s sum over k of MLP1(x)[b, i, k, c] MLP2(x)[b, k, j, c], y = [x, P] kernel + bias.
 *
 * @param x [batch, n, n, inputs], float32: features of ordered pairs of vertices.
 * @param mask [batch, n] of 0 and 1: vertices that do not count. They change no result, and y is 0 there.
 * @param weights `mlp1` and `mlp2`: up to 8 layers, ReLU after each; both end at the same width. `skip`: kernel
 * [inputs + width, outputs], rows of x first.
 * @param options `skipActivation` (`linear`), `scaling` s of the product by the number n of vertices that count: `none`, `sqrt-n`
 * or `n` (`none`), `checkpoint` (false): keep only the inputs and compute the rest again for the gradient.
 * @returns [batch, n, n, outputs].
 * Kept for the gradient: the inputs, and every layer of the MLPs and the product unless `checkpoint` is set.
 * Row-major; the same bits at every run on one backend. On WebGPU and in gradients of gradients a composition runs.
 * @throws ShapeError `graph/block-shape`, ConfigError `graph/block-layers`.
 * Source: Maron et al., "Provably Powerful Graph Networks" (NeurIPS 2019), section 5.
 */
export function pairBlock(
  x: tf.Tensor,
  mask: tf.Tensor | undefined,
  weights: Omit<PairBlockParts<tf.Tensor>, 'x' | 'mask'>,
  { skipActivation = 'linear', scaling = 'none', checkpoint = false }: PairBlockOptions = {},
): tf.Tensor4D {
  const { mlp1, mlp2, skip } = weights;
  if (x.rank !== 4 || x.shape[1] !== x.shape[2]) {
    throw shapeError('x', `x must have shape [batch, n, n, channels], got [${x.shape}]`);
  }
  if (mask && (mask.rank !== 2 || mask.shape[0] !== x.shape[0] || mask.shape[1] !== x.shape[1])) {
    throw shapeError('mask', `mask must have shape [${x.shape.slice(0, 2)}], got [${mask.shape}]`);
  }
  const inputs = x.shape[3] as number;
  const width = checkLayers('mlp1', mlp1, inputs);
  const other = checkLayers('mlp2', mlp2, inputs);
  if (other !== width)
    throw shapeError('mlp2', `mlp1 ends at ${width} channels and mlp2 at ${other}; they must be equal`);
  checkLayer('skip', skip, inputs + width);
  const attributes: PairBlockAttributes = { depths: [mlp1.length, mlp2.length], skipActivation, scaling, checkpoint };
  return runPairBlock(packBlock({ x, mask, ...weights }), attributes) as tf.Tensor4D;
}

/** Checks the layers of an MLP and returns its last width. */
function checkLayers(name: string, layers: ReadonlyArray<PairLayer<tf.Tensor>>, inputs: number): number {
  if (layers.length < 1 || layers.length > mostLayers) {
    throw new ConfigError({
      code: 'graph/block-layers',
      argument: name,
      message: `pairBlock: ${name} has ${layers.length} layers. Give 1 to ${mostLayers}.`,
    });
  }
  return layers.reduce((width, layer, index) => checkLayer(`${name}[${index}]`, layer, width), inputs);
}

function checkLayer(name: string, { kernel, bias }: PairLayer<tf.Tensor>, inputs: number): number {
  if (kernel.rank !== 2 || kernel.shape[0] !== inputs) {
    throw shapeError(name, `${name}: kernel must have shape [${inputs}, outputs], got [${kernel.shape}]`);
  }
  const [, outputs] = kernel.shape;
  if (bias.rank !== 1 || bias.shape[0] !== outputs) {
    throw shapeError(name, `${name}: bias must have shape [${outputs}], got [${bias.shape}]`);
  }
  return outputs as number;
}

function shapeError(argument: string, problem: string): ShapeError {
  return new ShapeError({ code: 'graph/block-shape', argument, message: `pairBlock: ${problem}.` });
}

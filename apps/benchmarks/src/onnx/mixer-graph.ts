import { LAYER_NORM_EPSILON, type MixerCase, tokensOf } from '../mixer/case';
import type { MixerWeights } from '../mixer/weights';
import { OnnxGraph } from './model';

/** LayerNormalization is an operator from 17 on, Gelu from 20 on. */
const OPSET = 20;

/** The Mixer of a case as an ONNX file: input `images` [batch, height, width, channels], output `logits` [batch, classes]. */
export function mixerOnnx(task: Pick<MixerCase, 'shape' | 'batch' | 'gelu'>, weights: MixerWeights): Uint8Array {
  const { imageSize, patchSize, channels, blocks, classes } = task.shape;
  const [batch, tokens, side] = [task.batch, tokensOf(task.shape), imageSize / patchSize];
  const graph = new OnnxGraph();
  const weight = (name: string) => {
    const { shape, data } = weights.get(name)!;
    return graph.weight(name, shape, data);
  };
  const dense = (x: string, name: string) =>
    graph.node('Add', [graph.node('MatMul', [x, weight(`${name}.kernel`)]), weight(`${name}.bias`)]);
  const norm = (x: string, name: string) =>
    graph.node('LayerNormalization', [x, weight(`${name}.gamma`), weight(`${name}.beta`)], {
      epsilon: { float: LAYER_NORM_EPSILON },
    });
  const gelu = (x: string) => graph.node('Gelu', [x], { approximate: task.gelu === 'tanh' ? 'tanh' : 'none' });
  const mlp = (x: string, first: string, second: string) => dense(gelu(dense(x, first)), second);
  const reshape = (x: string, shape: number[]) => graph.node('Reshape', [x, graph.integers(shape)]);
  const swap = (x: string) => graph.node('Transpose', [x], { perm: [0, 2, 1] });

  const split = reshape('images', [batch, side, patchSize, side, patchSize * channels]);
  const grouped = graph.node('Transpose', [split], { perm: [0, 1, 3, 2, 4] });
  let x = dense(reshape(grouped, [batch, tokens, patchSize * patchSize * channels]), 'stem');
  for (let index = 0; index < blocks; index++) {
    const name = `blocks.${index}`;
    const mixed = swap(mlp(swap(norm(x, `${name}.norm1`)), `${name}.token1`, `${name}.token2`));
    x = graph.node('Add', [x, mixed]);
    x = graph.node('Add', [x, mlp(norm(x, `${name}.norm2`), `${name}.channel1`, `${name}.channel2`)]);
  }
  const pooled = graph.node('ReduceMean', [norm(x, 'norm'), graph.integers([1])], { keepdims: 0 });
  graph.node('Identity', [dense(pooled, 'head')], {}, 'logits');
  return graph.finish({
    input: { name: 'images', shape: [batch, imageSize, imageSize, channels] },
    output: { name: 'logits', shape: [batch, classes] },
    opset: OPSET,
  });
}

import { init, profile, random } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PairBlockOptions, pairBlock } from './index';
import { type PairBlockParts, packBlock, weightNames } from './parts';
import { pairBlockReference } from './reference';

/** Relative to the largest value: sums of float32 in another order. */
const TOLERANCE = 2e-5;

interface Sizes {
  batch: number;
  side: number;
  inputs: number;
  mlp1: number[];
  mlp2: number[];
  outputs: number;
}

const small: Sizes = { batch: 2, side: 5, inputs: 3, mlp1: [6, 4], mlp2: [5, 4], outputs: 7 };

const cases: Array<[string, Sizes, PairBlockOptions, number[][] | undefined]> = [
  ['two layers', small, {}, undefined],
  [
    'two layers, masked',
    small,
    {},
    [
      [1, 1, 1, 0, 0],
      [1, 1, 1, 1, 1],
    ],
  ],
  [
    'one layer, scaled',
    { ...small, mlp1: [4], mlp2: [4] },
    { scaling: 'sqrt-n' },
    [
      [1, 0, 1, 1, 0],
      [0, 0, 0, 0, 0],
    ],
  ],
  [
    'three layers and one, ReLU at the end',
    { ...small, mlp1: [8, 3, 9], mlp2: [9] },
    { skipActivation: 'relu', scaling: 'n' },
    undefined,
  ],
  [
    'ReLU at the end, masked',
    small,
    { skipActivation: 'relu', scaling: 'n' },
    [
      [1, 1, 1, 1, 0],
      [1, 0, 0, 0, 0],
    ],
  ],
  ['one vertex', { ...small, side: 1 }, {}, undefined],
  [
    'wide enough for every tile',
    { batch: 1, side: 21, inputs: 16, mlp1: [16, 16], mlp2: [16, 16], outputs: 16 },
    {},
    undefined,
  ],
];

function makeParts({ batch, side, inputs, mlp1, mlp2, outputs }: Sizes, mask?: number[][]): PairBlockParts<tf.Tensor> {
  let seed = 1;
  const layer = (from: number, to: number) => ({
    kernel: random.normal(seed++, [from, to]),
    bias: random.normal(seed++, [to]),
  });
  const layers = (widths: number[]) =>
    widths.map((width, index) => layer(index === 0 ? inputs : widths[index - 1], width));
  return {
    x: random.normal(99, [batch, side, side, inputs]),
    mask: mask && tf.tensor2d(mask),
    mlp1: layers(mlp1),
    mlp2: layers(mlp2),
    skip: layer(inputs + mlp1[mlp1.length - 1], outputs),
  };
}

function difference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.tidy(() => tf.div(tf.max(tf.abs(tf.sub(a, b))), tf.maximum(tf.max(tf.abs(b)), 1e-3)).dataSync()[0]);
}

describe.each(testBackends())('pairBlock on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(cases)('is what its composition is, with all gradients: %s', async (_name, sizes, options, mask) => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const parts = makeParts(sizes, mask);
        const { x, mask: counted, ...weights } = parts;
        const depths: [number, number] = [sizes.mlp1.length, sizes.mlp2.length];
        const attributes = {
          skipActivation: 'linear',
          scaling: 'none',
          checkpoint: false,
          ...options,
          depths,
        } as const;
        const packed = packBlock(parts);
        const names = ['x', ...weightNames(depths)];
        const given = names.map((name) => packed[name] as tf.Tensor);
        const reference = (...tensors: tf.Tensor[]): tf.Tensor =>
          pairBlockReference(
            { ...packed, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) },
            attributes,
          );
        const fused =
          (checkpoint: boolean) =>
          (...tensors: tf.Tensor[]) => {
            const [first, ...rest] = tensors;
            const pair = (index: number) => ({ kernel: rest[2 * index], bias: rest[2 * index + 1] });
            const mlp1 = weights.mlp1.map((_, index) => pair(index));
            const mlp2 = weights.mlp2.map((_, index) => pair(mlp1.length + index));
            const skip = pair(mlp1.length + mlp2.length);
            return pairBlock(first, counted, { mlp1, mlp2, skip }, { ...options, checkpoint });
          };
        const expected = reference(...given);
        expect(difference(pairBlock(x, counted, weights, options), expected)).toBeLessThan(TOLERANCE);
        const factors = random.normal(7, expected.shape);
        const slopes = tf.grads(reference)(given, factors);
        for (const checkpoint of [false, true]) {
          tf.grads(fused(checkpoint))(given, factors).forEach((slope, index) => {
            expect(difference(slope, slopes[index]), names[index]).toBeLessThan(TOLERANCE);
          });
        }
      });
    });
  });

  it('gives vertices that do not count no influence, whatever they hold', () => {
    tf.tidy(() => {
      const { x, mask, ...weights } = makeParts(small, [
        [1, 1, 1, 0, 0],
        [1, 1, 1, 0, 0],
      ]);
      const alone = pairBlock(tf.slice(x, [0, 0, 0, 0], [2, 3, 3, 3]), undefined, weights);
      const padded = pairBlock(x, mask, weights);
      expect(difference(tf.slice(padded, [0, 0, 0, 0], [2, 3, 3, 7]), alone)).toBeLessThan(TOLERANCE);
      expect(tf.max(tf.abs(tf.slice(padded, [0, 3, 0, 0], [2, 2, 5, 7]))).dataSync()[0]).toBe(0);
    });
  });

  it('has no transpose, concatenation or slice in its profile', async () => {
    const { x, mask, ...weights } = makeParts(small, [
      [1, 1, 1, 0, 0],
      [1, 1, 1, 1, 1],
    ]);
    const slopes = tf.ones([small.batch, small.side, small.side, small.outputs]);
    const { ops } = await profile(() =>
      tf
        .grad((z) => pairBlock(z, mask, weights))(x, slopes)
        .dispose(),
    );
    const names = ops.map(({ name }) => name);
    // Where no kernel joins the block, a composition runs, which cuts a kernel in two.
    if (backend !== 'wasm') return tf.dispose([x, slopes]);
    expect(names).toContain('PerceptronsPairBlockGrad');
    const moves = ['Transpose', 'Concat', 'Slice', 'Split', 'AddN', 'Pack', 'Tile'];
    expect(names.filter((name) => moves.includes(name))).toEqual([]);
    tf.dispose([x, mask, slopes, weights.mlp1, weights.mlp2, weights.skip] as unknown as tf.TensorContainer);
  });

  it('has second derivatives', () => {
    tf.tidy(() => {
      const { x, mask, ...weights } = makeParts(small);
      const along = random.normal(5, x.shape);
      const slope = (z: tf.Tensor): tf.Tensor => tf.grad((w) => tf.sum(tf.square(pairBlock(w, mask, weights))))(z);
      const second = tf.grad((z) => tf.sum(tf.mul(slope(z), along)))(x);
      const step = 1e-3;
      const [up, down] = [step, -step].map((h) => slope(tf.add(x, tf.mul(along, h))));
      // Every bend of a ReLU that the step crosses is an error of its own, hence a rough bound.
      expect(difference(second, tf.div(tf.sub(up, down), 2 * step))).toBeLessThan(0.1);
    });
  });

  it.each([
    ['x must have shape', () => pairBlock(tf.zeros([1, 2, 3, 3]), undefined, makeParts(small))],
    [
      'mask must have shape [2,5], got [2,4]',
      () => pairBlock(tf.zeros([2, 5, 5, 3]), tf.ones([2, 4]), makeParts(small)),
    ],
    ['mlp1 has 0 layers', () => pairBlock(tf.zeros([2, 5, 5, 3]), undefined, { ...makeParts(small), mlp1: [] })],
    [
      'mlp1[0]: kernel must have shape [4, outputs], got [3,6]',
      () => pairBlock(tf.zeros([2, 5, 5, 4]), undefined, makeParts(small)),
    ],
    [
      'mlp1 ends at 4 channels and mlp2 at 5',
      () => pairBlock(tf.zeros([2, 5, 5, 3]), undefined, makeParts({ ...small, mlp2: [5] })),
    ],
  ])('refuses what does not fit: %s', (text, run) => {
    expect(() => tf.tidy(run)).toThrow(text);
  });
});

// The shader texts under test without a device: a change of a shader shows up as a change of its snapshot.
import { describe, expect, it } from 'vitest';
import { slopeProgram } from '../ops/activation-grad/webgpu';
import { everyActivation, hasParameter } from '../ops/activation-names';
import { adamWProgram } from '../ops/adam-w/webgpu';
import { attentionProgram } from '../ops/attention/webgpu';
import { attentionGradProgram, keyGradientProgram, queryGradientProgram } from '../ops/attention-grad/webgpu';
import { bilinearSampleProgram } from '../ops/bilinear-sample/webgpu';
import { bilinearSamplePointGradProgram } from '../ops/bilinear-sample-point-grad/webgpu';
import { channelMatMulProgram } from '../ops/channel-mat-mul/webgpu';
import { layerNormProgram, layerNormTrainingProgram, rowStatisticsProgram } from '../ops/layer-norm/webgpu';
import { layerNormGradProgram, layerNormGradWholeProgram, sumPartsProgram } from '../ops/layer-norm-grad/webgpu';
import { logSoftmaxProgram } from '../ops/log-softmax/webgpu';
import { activationProgram } from '../ops/mat-mul/webgpu';
import { squareTerm, stepProgram } from '../ops/optimizer-step/step-program';
import type { OptimizerRule } from '../ops/optimizer-step/wasm';
import { pairMaxProgram } from '../ops/pair-max-pool/webgpu';
import { pairSharesProgram, pairSpreadProgram } from '../ops/pair-max-pool-grad/webgpu';
import { cells, type RecurrentOutput } from '../ops/recurrent/cells';
import { loopProgram } from '../ops/recurrent/loop-program';
import { backwardProgram, recurrentKernelProgram } from '../ops/recurrent-grad/loop-program';
import { joinPrograms } from '../ops/recurrent-grad/webgpu';
import { unions2d } from '../ops/recurrent2d/chains';
import { chainProgram } from '../ops/recurrent2d/loop-program';
import { addHalvesProgram } from '../ops/recurrent2d/webgpu';
import { chainBackwardProgram, chainKernelProgram } from '../ops/recurrent2d-grad/loop-program';
import { crossEntropyProgram } from '../ops/softmax-cross-entropy/webgpu';
import { scaleRowsProgram } from '../ops/softmax-cross-entropy-grad/index';
import { softmaxGradProgram } from '../ops/softmax-grad/webgpu';
import { packHalvesProgram } from './half-storage';
import { manyOutputsShader } from './many-outputs';
import { emptyProductProgram, type ProductVariant, productProgram } from './product-program';
import type { FlatProgram } from './program';
import { plainTerm, sumProgram } from './sum-program';

const sides = ['none', 'rows', 'columns'] as const;
const layouts = [false, true];
/** Products leave an activation with a parameter to a program of its own. */
const inProducts = everyActivation.filter(({ activation }) => !hasParameter(activation));

function allProducts(): ProductVariant[] {
  const whole: ProductVariant = {
    tile: 64,
    transposeA: false,
    transposeB: false,
    vectorA: true,
    vectorB: true,
    vectorResult: true,
    bias: 'none',
    activation: 'linear',
  };
  const shapes = ([32, 64] as const).flatMap((tile) =>
    layouts.flatMap((transposeA) =>
      layouts.flatMap((transposeB) =>
        layouts.flatMap((vectorA) => layouts.map((vectorB) => ({ tile, transposeA, transposeB, vectorA, vectorB }))),
      ),
    ),
  );
  const ends = layouts.flatMap((vectorResult) =>
    sides.flatMap((bias) => inProducts.map(({ activation }) => ({ vectorResult, bias, activation }))),
  );
  const halves = layouts.flatMap((transposeB) => layouts.map((vectorB) => ({ transposeB, vectorB, halfB: true })));
  return [
    ...[...shapes, ...halves].map((shape) => ({ ...whole, ...shape })),
    ...ends.map((end) => ({ ...whole, ...end })),
  ];
}

const heads = [4, 8, 16, 32].flatMap((depth) =>
  [4, 32].flatMap((valueDepth) =>
    layouts.flatMap((causal) => layouts.map((mask) => ({ depth, valueDepth, causal, mask }))),
  ),
);

const recurrent = cells.flatMap((cell) =>
  (['sequence', 'last', 'all'] satisfies RecurrentOutput[]).flatMap((output) =>
    (['sigmoid', 'hardSigmoid'] as const).map((gate) => ({ cell, output, gate, activation: 'tanh' }) as const),
  ),
);

const loops = recurrent.flatMap((variant) => [
  ...layouts.flatMap((training) =>
    ([1, 2] as const).flatMap((directions) =>
      layouts.map((given) =>
        loopProgram({
          ...variant,
          training,
          directions,
          recurrentBias: given && variant.cell === 'gruAfter',
          hidden: given,
          carry: given && variant.cell === 'lstm',
        }),
      ),
    ),
  ),
  ...layouts
    .filter((carry) => !carry || variant.cell === 'lstm')
    .map((carry) => backwardProgram({ ...variant, carry })),
]);

const chains = cells.flatMap((cell) =>
  unions2d.flatMap((union) =>
    layouts.flatMap((bidirectional) => {
      const variant = { cell, union, bidirectional, gate: 'sigmoid', activation: 'tanh' } as const;
      return [
        ...layouts.map((given) =>
          chainProgram({ ...variant, training: given, recurrentBias: given && cell === 'gruAfter' }),
        ),
        chainBackwardProgram(variant),
        chainKernelProgram(variant),
      ];
    }),
  ),
);

const stateCounts = { adam: 2, descent: 0, momentum: 1, adagrad: 1, adadelta: 2, adamax: 2, average: 0 };

const steps = layouts.flatMap((clipped) => [
  ...layouts.map((factorsByRow) => stepProgram({ rule: 'adam', states: 2, factorsByRow, clipped })),
  ...[2, 3].map((states) => stepProgram({ rule: 'rootMeanSquare', states, factorsByRow: false, clipped })),
  ...Object.entries(stateCounts)
    .filter(([rule]) => rule !== 'adam')
    .map(([rule, states]) => stepProgram({ rule: rule as OptimizerRule, states, factorsByRow: false, clipped })),
]);

const allPrograms: FlatProgram[] = [
  ...loops,
  ...chains,
  addHalvesProgram,
  ...cells.map(recurrentKernelProgram),
  ...joinPrograms,
  ...allProducts().map(productProgram),
  ...sides.flatMap((bias) => inProducts.map(({ activation }) => emptyProductProgram(bias, activation))),
  ...everyActivation.flatMap((activation) => [activationProgram(activation), slopeProgram(activation)]),
  sumProgram(plainTerm, 1),
  sumProgram(plainTerm, 16),
  sumPartsProgram,
  layerNormProgram,
  layerNormTrainingProgram,
  rowStatisticsProgram,
  layerNormGradProgram,
  layerNormGradWholeProgram,
  adamWProgram,
  packHalvesProgram,
  sumProgram(squareTerm, 1),
  ...steps,
  channelMatMulProgram,
  ...layouts.flatMap((masked) => [pairMaxProgram(masked), pairSharesProgram(masked), pairSpreadProgram(masked)]),
  ...layouts.flatMap((zero) =>
    layouts.flatMap((alignCorners) => [
      bilinearSampleProgram({ zero, alignCorners }),
      bilinearSamplePointGradProgram({ zero, alignCorners }),
    ]),
  ),
  logSoftmaxProgram,
  scaleRowsProgram,
  ...layouts.flatMap((sparse) =>
    layouts.flatMap((smooth) => layouts.map((slopes) => crossEntropyProgram({ sparse, smooth, slopes }))),
  ),
  ...layouts.map((logarithm) => softmaxGradProgram({ logarithm })),
  ...heads.flatMap((head) => [
    attentionProgram(head),
    attentionProgram(head, { training: true }),
    attentionGradProgram(head),
    queryGradientProgram(head),
    keyGradientProgram(head),
  ]),
];

describe('shaders', () => {
  it.each([
    [
      'product',
      productProgram({
        tile: 64,
        transposeA: false,
        transposeB: true,
        vectorA: true,
        vectorB: true,
        vectorResult: true,
        bias: 'columns',
        activation: 'gelu_new',
      }),
    ],
    [
      'product of odd sizes',
      productProgram({
        tile: 32,
        transposeA: true,
        transposeB: false,
        vectorA: false,
        vectorB: false,
        vectorResult: false,
        bias: 'rows',
        activation: 'linear',
      }),
    ],
    [
      'product with weights of 16 bits',
      productProgram({
        tile: 32,
        transposeA: false,
        transposeB: false,
        vectorA: true,
        vectorB: true,
        vectorResult: true,
        halfB: true,
        bias: 'none',
        activation: 'linear',
      }),
    ],
    ['packing into 16 bits', packHalvesProgram],
    [
      'step of Adam, clipped, with factors of rows',
      stepProgram({ rule: 'adam', states: 2, factorsByRow: true, clipped: true }),
    ],
    [
      'step of centred RMSProp',
      stepProgram({ rule: 'rootMeanSquare', states: 3, factorsByRow: false, clipped: false }),
    ],
    ['empty product', emptyProductProgram('rows', 'relu')],
    [
      'time loop of two LSTMs in training',
      loopProgram({
        cell: 'lstm',
        output: 'all',
        gate: 'sigmoid',
        activation: 'tanh',
        training: true,
        directions: 2,
        recurrentBias: false,
        hidden: true,
        carry: true,
      }),
    ],
    [
      'time loop of a GRU, backward',
      backwardProgram({ cell: 'gruBefore', output: 'sequence', gate: 'hardSigmoid', activation: 'tanh', carry: false }),
    ],
    ['gradient of a recurrent kernel', recurrentKernelProgram('gruAfter')],
    [
      'time loops over an image in training',
      chainProgram({
        cell: 'lstm',
        union: 'cat',
        bidirectional: true,
        gate: 'sigmoid',
        activation: 'tanh',
        training: true,
        recurrentBias: false,
      }),
    ],
    [
      'time loops over an image, backward',
      chainBackwardProgram({
        cell: 'gruAfter',
        union: 'add',
        bidirectional: true,
        gate: 'sigmoid',
        activation: 'tanh',
      }),
    ],
    [
      'gradient of the recurrent kernels over an image',
      chainKernelProgram({
        cell: 'lstm',
        union: 'cat',
        bidirectional: true,
        gate: 'sigmoid',
        activation: 'tanh',
      }),
    ],
    ['gelu', activationProgram({ activation: 'gelu' })],
    ['slope of gelu', slopeProgram({ activation: 'gelu' })],
    ['slope of gelu_new', slopeProgram({ activation: 'gelu_new' })],
    ['sum', sumProgram(plainTerm, 16)],
    ['layerNorm', layerNormProgram],
    ['rowStatistics', rowStatisticsProgram],
    ['layerNormGrad', layerNormGradProgram],
    ['layerNormGrad of few rows', layerNormGradWholeProgram],
    ['adamW', adamWProgram],
    ['channelMatMul', channelMatMulProgram],
    ['bilinearSample', bilinearSampleProgram({ zero: true, alignCorners: false })],
    ['bilinearSamplePointGrad', bilinearSamplePointGradProgram({ zero: false, alignCorners: true })],
    ['logSoftmax', logSoftmaxProgram],
    ['softmaxGrad', softmaxGradProgram({ logarithm: false })],
    ['loss of classes', crossEntropyProgram({ sparse: true, smooth: false, slopes: false })],
    ['slopes of smooth labels', crossEntropyProgram({ sparse: false, smooth: true, slopes: true })],
    ['attention', attentionProgram({ depth: 16, valueDepth: 16, causal: true, mask: true })],
    ['gradient of attention', attentionGradProgram({ depth: 16, valueDepth: 16, causal: true, mask: true })],
    ['gradient of queries', queryGradientProgram({ depth: 16, valueDepth: 16, causal: false, mask: false })],
    ['gradient of keys', keyGradientProgram({ depth: 16, valueDepth: 16, causal: true, mask: false })],
  ])('%s', (_, { code, uniforms }) => {
    expect(`uniforms: ${uniforms}\n${code}`).toMatchSnapshot();
  });

  it('are completed for several outputs, with subgroups and without', () => {
    const [plain, subgroups] = layouts.map((each) =>
      manyOutputsShader(layerNormTrainingProgram, ['float32', 'float32', 'float32'], { subgroups: each }),
    );
    expect(plain).toMatchSnapshot();
    expect(subgroups).toMatchSnapshot();
    expect(plain).not.toContain('subgroup');
    for (const { key, subgroupCode } of allPrograms) {
      // One value per invocation and one of all: the sums of a subgroup never decide which invocations come by.
      if (subgroupCode !== undefined) expect(subgroupCode, key).toMatch(/subgroup(Add|Max)\(value\)/);
    }
  });

  it('have one key per text', () => {
    const texts = new Map<string, string>();
    for (const { key, inputs, outputs, uniforms, code } of allPrograms) {
      const text = `${inputs}\n${outputs}\n${uniforms}\n${code}`;
      expect(texts.get(key) ?? text).toBe(text);
      texts.set(key, text);
    }
    expect(new Set(texts.values()).size).toBe(texts.size);
  });

  it('stay within the limits that every device has', () => {
    // This one asks the device first, and is two programs where it may not have so many arrays.
    const large = /^attention\.gradient/;
    for (const { key, inputs, outputs = ['result'], threads, code } of allPrograms) {
      // Eight storage buffers with the results, 256 invocations and 16 KB of workgroup memory.
      expect(inputs.length + outputs.length, key).toBeLessThanOrEqual(large.test(key) ? 10 : 8);
      expect(threads, key).toBeLessThanOrEqual(256);
      const arrays = code.matchAll(/var<workgroup> \w+ : array<(f32|vec4<f32>), (\d+)>/g);
      const floats = [...arrays].map(([, type, size]) => (type === 'f32' ? 1 : 4) * Number(size));
      expect(4 * floats.reduce((sum, size) => sum + size, 0), key).toBeLessThanOrEqual(16_384);
    }
  });
});

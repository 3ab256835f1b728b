// For each public op: shapes and attributes that it takes, the call, and the definition in stock ops.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ops from '../index';
import { attentionReference } from '../ops/attention/reference';
import { bilinearSampleReference } from '../ops/bilinear-sample/reference';
import { channelMatMulReference } from '../ops/channel-mat-mul/reference';
import { denseReference } from '../ops/dense/reference';
import { geluReference } from '../ops/gelu/reference';
import { layerNormReference } from '../ops/layer-norm/reference';
import { logSoftmaxReference } from '../ops/log-softmax/reference';
import { matMulReference } from '../ops/mat-mul/reference';
import { softmaxCrossEntropyReference } from '../ops/softmax-cross-entropy/reference';
import { broadcastBatches, length, shortLength, someLength, vectorLength } from './arbitraries';
import type { Plan } from './computation';
import { bidirectional, recurrent } from './recurrent-plans';

const activation = fc.constantFrom('linear', 'relu', 'gelu', 'gelu_new');

const matMul = fc
  .record({
    batches: broadcastBatches,
    rows: length,
    inner: length,
    columns: length,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    biased: fc.boolean(),
    activation,
  })
  .map(({ batches, rows, inner, columns, transposeA, transposeB, biased, activation }): Plan => {
    const a = [...batches.left, ...(transposeA ? [inner, rows] : [rows, inner])];
    const b = [...batches.right, ...(transposeB ? [columns, inner] : [inner, columns])];
    const attributes = { transposeA, transposeB, activation };
    return {
      call: `matMul ${JSON.stringify(attributes)}`,
      shapes: biased ? [a, b, [columns]] : [a, b],
      ours: (x, y, bias) => ops.matMul(x, y, { ...attributes, bias }),
      definition: (x, y, bias) => matMulReference({ a: x, b: y, bias }, attributes),
    };
  });

const dense = fc
  .record({
    outer: fc.array(shortLength, { maxLength: 2 }),
    inputs: length,
    channels: length,
    outputs: length,
    axis: fc.constantFrom(-1 as const, -2 as const),
    biased: fc.boolean(),
    activation,
  })
  .map(({ outer, inputs, channels, outputs, axis, biased, activation }): Plan => {
    const x = axis === -1 ? [...outer, channels, inputs] : [...outer, inputs, channels];
    return {
      call: `dense ${JSON.stringify({ axis, activation })}`,
      shapes: [x, [inputs, outputs], ...(biased ? [[outputs]] : [])],
      ours: (values, kernel, bias) => ops.dense(values, kernel, bias, { axis, activation }),
      definition: (values, kernel, bias) => denseReference({ x: values, kernel, bias }, { axis, activation }),
    };
  });

const sineDense = fc
  .record({ rows: length, inputs: length, outputs: length, biased: fc.boolean(), omega: fc.constantFrom(1, 1.5) })
  .map(
    ({ rows, inputs, outputs, biased, omega }): Plan => ({
      call: `sineDense ${omega}`,
      shapes: [[rows, inputs], [inputs, outputs], ...(biased ? [[outputs]] : [])],
      ours: (x, kernel, bias) => ops.sineDense(x, kernel, bias, { omega }),
      definition: (x, kernel, bias) => {
        const product = tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D);
        return tf.sin(tf.mul(omega, bias === undefined ? product : tf.add(product, bias)));
      },
    }),
  );

const gelu = fc.record({ shape: fc.array(shortLength, { maxLength: 4 }), approximate: fc.boolean() }).map(
  ({ shape, approximate }): Plan => ({
    call: `gelu ${approximate}`,
    shapes: [shape],
    ours: (x) => ops.gelu(x, { approximate }),
    definition: (x) => geluReference({ x }, { approximate }),
  }),
);

const layerNorm = fc
  .record({ outer: fc.array(shortLength, { maxLength: 2 }), channels: length, epsilon: fc.constantFrom(1e-3, 0.1) })
  .map(
    ({ outer, channels, epsilon }): Plan => ({
      call: `layerNorm ${epsilon}`,
      shapes: [[...outer, channels], [channels], [channels]],
      ours: (x, gamma, beta) => ops.layerNorm(x, gamma, beta, { epsilon }),
      definition: (x, gamma, beta) => layerNormReference({ x, gamma, beta }, { epsilon }),
    }),
  );

const attention = fc
  .record({
    batch: fc.array(shortLength, { maxLength: 2 }),
    queries: length,
    keys: length,
    depth: vectorLength,
    columns: length,
    causal: fc.boolean(),
    masked: fc.boolean(),
  })
  .map(({ batch, queries, keys, depth, columns, causal, masked }): Plan => {
    const scale = 0.5;
    const shapes = [
      [...batch, queries, depth],
      [...batch, keys, depth],
      [...batch, keys, columns],
    ];
    return {
      call: `attention ${JSON.stringify({ causal })}`,
      // Keys, values and scores at forbidden places, and queries that see nothing.
      finite: causal ? [0, 1, 2, 3] : masked ? [0, 1, 2] : [],
      shapes: masked ? [...shapes, [queries, keys]] : shapes,
      ours: (q, k, v, mask) => ops.attention(q, k, v, { causal, scale, mask }),
      definition: (q, k, v, mask) => attentionReference({ q, k, v, mask }, { causal, scale }),
    };
  });

const channelMatMul = fc
  .record({
    batch: shortLength,
    rows: shortLength,
    inner: shortLength,
    columns: shortLength,
    channels: length,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .map(({ batch, rows, inner, columns, channels, transposeA, transposeB }): Plan => {
    const attributes = { transposeA, transposeB };
    return {
      call: `channelMatMul ${JSON.stringify(attributes)}`,
      shapes: [
        [batch, ...(transposeA ? [inner, rows] : [rows, inner]), channels],
        [batch, ...(transposeB ? [columns, inner] : [inner, columns]), channels],
      ],
      ours: (a, b) => ops.channelMatMul(a as tf.Tensor4D, b as tf.Tensor4D, attributes),
      definition: (a, b) => channelMatMulReference({ a, b }, attributes),
    };
  });

const bilinearSample = fc
  .record({
    images: shortLength,
    height: someLength,
    width: someLength,
    channels: vectorLength,
    points: length,
    boundary: fc.constantFrom('clamp' as const, 'zero' as const),
    alignCorners: fc.boolean(),
  })
  .map(({ images, height, width, channels, points, boundary, alignCorners }): Plan => {
    const attributes = { boundary, alignCorners };
    // Places between pixels: at a pixel the slope jumps.
    const between = (coordinates: tf.Tensor): tf.Tensor => tf.add(tf.mul(coordinates, 0.61803), 0.0137);
    return {
      call: `bilinearSample ${JSON.stringify(attributes)}`,
      shapes: [
        [images, height, width, channels],
        [images, points, 2],
      ],
      ours: (image, coordinates) => ops.bilinearSample(image as tf.Tensor4D, between(coordinates), attributes),
      definition: (image, coordinates) =>
        bilinearSampleReference(
          { image, coordinates: between(coordinates) },
          { zero: boundary === 'zero', alignCorners },
        ),
    };
  });

const logSoftmax = fc.record({ outer: fc.array(shortLength, { maxLength: 2 }), classes: someLength }).map(
  ({ outer, classes }): Plan => ({
    call: 'logSoftmax',
    shapes: [[...outer, classes]],
    ours: (x) => ops.logSoftmax(x),
    definition: (x) => logSoftmaxReference({ x }),
  }),
);

const softmaxCrossEntropy = fc
  .record({ rows: length, classes: someLength, sparse: fc.boolean(), labelSmoothing: fc.constantFrom(0, 0.1) })
  .map(
    ({ rows, classes, sparse, labelSmoothing }): Plan => ({
      call: `softmaxCrossEntropy ${labelSmoothing}`,
      finite: [1],
      shapes: [[rows, classes], sparse ? [rows] : [rows, classes]],
      ours: (logits, labels) => ops.softmaxCrossEntropy(logits, labels, { labelSmoothing }),
      definition: (logits, labels) => softmaxCrossEntropyReference({ logits, labels }, { labelSmoothing }),
      ...(sparse && { integers: { 1: classes } }),
    }),
  );

/** Public ops by name. */
export const plans: Readonly<Record<string, fc.Arbitrary<Plan>>> = {
  matMul,
  dense,
  sineDense,
  gelu,
  layerNorm,
  attention,
  channelMatMul,
  bilinearSample,
  logSoftmax,
  softmaxCrossEntropy,
  lstm: recurrent('lstm'),
  gru: recurrent('gruAfter'),
  'gru with the reset before': recurrent('gruBefore'),
  simpleRnn: recurrent('simple'),
  bidirectionalLstm: bidirectional,
};

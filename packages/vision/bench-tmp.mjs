import { AdamW } from '@perceptrons/layers';
import { init } from '@perceptrons/tensor';
import { mixerNano28 } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';

const r = await init({ backend: 'wasm' });
console.log(r.simd, r.kernels, r.overridden, r.patchedGradients);
const model = mixerNano28({ seed: 1 });
const opt = new AdamW({ learningRate: 1e-3 });
const x = tf.randomNormal([100, 28, 28, 1]);
const y = tf.oneHot(tf.randomUniform([100], 0, 10, 'int32'), 10);
const vars = model.trainableWeights.map((w) => w.val ?? w.read());
function step() {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })),
      vars,
    );
    opt.applyGradients(grads);
    return value.dataSync()[0];
  });
}
for (let i = 0; i < 5; i++) step();
const t = [];
for (let i = 0; i < 30; i++) {
  const c = process.cpuUsage();
  step();
  const d = process.cpuUsage(c);
  t.push((d.user + d.system) / 1000);
}
t.sort((a, b) => a - b);
console.log('median cpu ms', t[15], 'min', t[0], 'tensors', tf.memory().numTensors);
const p = await tf.profile(() => {
  step();
});
const by = {};
for (const k of p.kernels) {
  const n = k.name;
  by[n] ??= [0, 0];
  by[n][0]++;
  by[n][1] += await k.kernelTimeMs;
}
console.log(
  Object.entries(by)
    .sort((a, b) => b[1][1] - a[1][1])
    .slice(0, 25)
    .map(([n, [c, t]]) => `${n} x${c} ${t.toFixed(1)}ms`)
    .join('\n'),
);

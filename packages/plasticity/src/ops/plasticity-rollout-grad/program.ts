// The way back in WGSL: one invocation for each unit of each animal, then sums over them.
import type { FlatProgram } from '@perceptrons/tensor';
import type { UnitActivation } from '../../networks/plastic-network';
import { activationFunctions, rolloutThreads, ruleFunctions } from '../plasticity-rollout/program';

/** Through the update: moments of the synapses of a unit for its 81 gradients and for its activity, then the weights. */
const taylorBack = `
    var moments = array<f32, 9>();
    for (var j = 0; j < inputs; j++) {
      let pre = x[p * inputs + j];
      let w = trajectory[(slot + j) * units + unit];
      let e = step * lambda[(own + j) * units + unit];
      let factors = vec3<f32>(1.0, pre, pre * pre);
      for (var a = 0; a < 3; a++) {
        moments[3 * a] += e * factors[a];
        moments[3 * a + 1] += e * factors[a] * w;
        moments[3 * a + 2] += e * factors[a] * w * w;
      }
    }
    for (var a = 0; a < 3; a++) {
      for (var c = 0; c < 3; c++) {
        let moment = moments[3 * a + c];
        let k = 9 * a + c;
        d += moment * (ofTrial[k + 3] + 2.0 * activity * ofTrial[k + 6]);
        var factor = moment;
        for (var b = 0; b < 3; b++) {
          let at = 3 * (k + 3 * b);
          sums[at] += factor;
          sums[at + 1] += factor * r;
          sums[at + 2] += factor * r * r;
          factor *= activity;
        }
      }
    }
    for (var j = 0; j < inputs; j++) {
      let at = (own + j) * units + unit;
      lambda[at] += step * lambda[at] * weightSlope(x[p * inputs + j], trajectory[(slot + j) * units + unit]);
    }`;

const perceptronBack = `
    for (var j = 0; j < inputs; j++) {
      let pre = x[p * inputs + j];
      let w = trajectory[(slot + j) * units + unit];
      let at = (own + j) * units + unit;
      let output = value(pre, w);
      let delta = step * lambda[at] * (1.0 - output * output);
      sums[6 * hidden] += delta;
      var toWeight = 0.0;
      for (var k = 0; k < hidden; k++) {
        let slope = select(0.01, 1.0, before[k] > 0.0);
        sums[5 * hidden + k] += delta * slope * before[k];
        let dh = delta * slope * parameters[5 * hidden + k];
        sums[k] += dh * pre;
        sums[hidden + k] += dh * activity;
        sums[2 * hidden + k] += dh * w;
        sums[3 * hidden + k] += dh * r;
        sums[4 * hidden + k] += dh;
        d += dh * parameters[hidden + k];
        toWeight += dh * parameters[2 * hidden + k];
      }
      lambda[at] += toWeight;
    }`;

/**
 * Inputs: x, the parameters, what the forward program kept, y and dy. Outputs: gradients of the first weights of each animal
 * [animals, inputs, units], and of the parameters by unit [parameters, animals * units].
 */
export function rolloutGradProgram(hidden: number, activation: UnitActivation): FlatProgram {
  const count = hidden === 0 ? 81 : 6 * hidden + 1;
  const code = `
${activationFunctions(activation)}
${ruleFunctions(hidden)}
var<private> sums : array<f32, ${count}>;
fn main(index : i32) {
  let unit = index % uniforms.units;
  let animal = index / uniforms.units;
  if (animal >= uniforms.animals) { return; }
  let inputs = uniforms.inputs;
  let units = uniforms.units;
  let header = uniforms.total * inputs * units;
  let first = i32(trajectory[header + 2 * uniforms.total + animal]);
  let end = i32(trajectory[header + 2 * uniforms.total + animal + 1]);
  let own = animal * inputs;
  for (var j = 0; j < inputs; j++) { lambda[(own + j) * units + unit] = 0.0; }
  for (var k = 0; k < ${count}; k++) { sums[k] = 0.0; }
  var slot = first * inputs;
  for (var p = first; p < end; p++) {
    if (trajectory[header + p] != 0.0) { slot += inputs; }
  }
  for (var p = end - 1; p >= first; p--) {
    let activity = y[p * units + unit];
    var d = dy[p * units + unit];
    let step = trajectory[header + p];
    if (step != 0.0) {
    slot -= inputs;
    let r = trajectory[header + uniforms.total + p];
    prepare(r);
    begin(activity);${hidden === 0 ? taylorBack : perceptronBack}
    }
    let du = d * activationSlope(activity);
    for (var j = 0; j < inputs; j++) { lambda[(own + j) * units + unit] += x[p * inputs + j] * du; }
  }
  for (var k = 0; k < ${count}; k++) { partial[k * uniforms.animals * units + index] = sums[k]; }
}
`;
  return {
    key: `plasticityRolloutGrad.${hidden}.${activation}`,
    inputs: ['x', 'parameters', 'trajectory', 'y', 'dy'],
    outputs: ['lambda', 'partial'],
    uniforms: 'animals : i32, inputs : i32, units : i32, total : i32,',
    threads: rolloutThreads,
    code,
  };
}

/** Sum of each row of `values` [rows, columns], one workgroup a row. */
export const rowSums: FlatProgram = {
  key: 'plasticityRowSums',
  inputs: ['values'],
  uniforms: 'rows : i32, columns : i32,',
  threads: rolloutThreads,
  code: `
var<workgroup> partials : array<f32, ${rolloutThreads}>;
fn main(index : i32) {
  let thread = index % ${rolloutThreads};
  let row = index / ${rolloutThreads};
  var sum = 0.0;
  if (row < uniforms.rows) {
    for (var c = thread; c < uniforms.columns; c += ${rolloutThreads}) { sum += values[row * uniforms.columns + c]; }
  }
  partials[thread] = sum;
  for (var half = ${rolloutThreads / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) { partials[thread] += partials[thread + half]; }
  }
  if (thread == 0 && row < uniforms.rows) { result[row] = partials[0]; }
}
`,
};

/** Sum over the first axis of `values` [count, size]. */
export const sumOfAll: FlatProgram = {
  key: 'plasticitySumOfAll',
  inputs: ['values'],
  uniforms: 'count : i32, size : i32,',
  threads: rolloutThreads,
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var k = 0; k < uniforms.count; k++) { sum += values[k * uniforms.size + index]; }
  result[index] = sum;
}
`,
};

// The loops over all chains backward as one WGSL program, and the products of their results with the states as another.
import type { FlatProgram } from '../../webgpu/program';
import { squashFunction, squashSlopeFunction } from '../../webgpu/squash-shader';
import { type Cell, gateCounts } from '../recurrent/cells';
import { loopThreads, pairsPerThread, widestLoop } from '../recurrent/loop-program';
import {
  type BackwardPlaces,
  backSum,
  backwardCellText,
  kernelTile,
  kernelTilesDown,
} from '../recurrent-grad/loop-program';
import { chainsOf, type Recurrent2dAttributes } from '../recurrent2d/chains';
import { chainText, chainUniforms, eachChainPair } from '../recurrent2d/loop-program';

const earlier = `
        let earlier = select(at - stepTokens, at + stepTokens, backwards);`;

function imagePlaces(cell: Recurrent2dAttributes['cell']): BackwardPlaces {
  const place = (index: number): string => `at * uniforms.gates + chain * width + ${index} * uniforms.units + unit`;
  return {
    at: '\n      let at = start + t * stepTokens;',
    gate: (index) => (cell === 'simple' ? 'states[at * uniforms.columns + own]' : `gates[${place(index)}]`),
    store: (index, value) => `\n      result[${place(index)}] = ${value};`,
    extra: 'extra[at * uniforms.columns + own]',
    carried: `
      var carried = 0.0;
      if (step > 0) {${earlier}
        carried = extra[earlier * uniforms.columns + own];
      }`,
    before: `
      var before = 0.0;
      if (step > 0) {${earlier}
        before = states[earlier * uniforms.columns + own];
      }`,
    inner: '\n      inners[at * uniforms.columns + own] = inner;',
  };
}

/** What the loop of a cell reads of what was kept; a binding that no line uses does not exist. */
export const loopInputs: Record<Cell, ReadonlyArray<'states' | 'gates' | 'extra'>> = {
  lstm: ['gates', 'extra'],
  gruAfter: ['states', 'gates', 'extra'],
  gruBefore: ['states', 'gates'],
  simple: ['states'],
};

/**
 * The program. Inputs: what the forward loops kept, dy and the recurrent kernels. Results: gradients before the activations
 * by pixel, and for `gruAfter` those of the recurrent product of its third gate.
 */
export function chainBackwardProgram(variant: Recurrent2dAttributes): FlatProgram {
  const { cell, union, bidirectional, gate, activation } = variant;
  const directions = bidirectional ? 2 : 1;
  const column = union === 'add' ? `chain % ${directions} * uniforms.units + unit` : 'own';
  const width = union === 'add' ? '(uniforms.columns / 2)' : 'uniforms.columns';
  const running = 'step < steps';
  const weight = 'recurrentKernel[(chain * uniforms.units + unit) * width + column]';
  const places = imagePlaces(cell);
  const reset = `
    workgroupBarrier();${eachChainPair(
      `${places.at}${places.before}${backSum('2 * uniforms.units', 'width', weight)}
      let r = ${places.gate(1)};
      let dr = sum * before * openSlope(r);${places.store(1, 'dr')}
      tile[local * width + uniforms.units + unit] = dr;
      hiddens[slot] += sum * r;`,
      running,
    )}`;
  const code = `
var<workgroup> tile : array<f32, ${widestLoop * gateCounts[cell]}>;

${squashFunction('activate', activation)}

${squashSlopeFunction('activateSlope', activation)}

${squashSlopeFunction('openSlope', gate)}

fn main(index : i32) {${chainText(variant)}
  let width = ${gateCounts[cell]} * uniforms.units;
  var hiddens = array<f32, ${pairsPerThread}>();
  var carries = array<f32, ${pairsPerThread}>();
  for (var step = longest - 1; step >= 0; step--) {
    let t = select(step, steps - 1 - step, backwards);${eachChainPair(
      `
      let d = hiddens[slot] + dy[(start + t * stepTokens) * ${width} + ${column}];${backwardCellText(cell, places)}`,
      running,
    )}${cell === 'gruBefore' ? reset : ''}
    workgroupBarrier();${eachChainPair(
      `${backSum('0', cell === 'gruBefore' ? '2 * uniforms.units' : 'width', weight)}
      hiddens[slot] += sum;`,
      running,
    )}
    workgroupBarrier();
  }
}
`;
  return {
    key: `recurrent2dGrad.${cell}.${union}.${bidirectional}.${gate}.${activation}`,
    inputs: [...loopInputs[cell], 'dy', 'recurrentKernel'],
    outputs: ['result', ...(cell === 'gruAfter' ? ['inners'] : [])],
    uniforms: chainUniforms,
    threads: loopThreads,
    code,
  };
}

/** Workgroups of `chainKernelProgram`. */
export function chainKernelGroups(attributes: Recurrent2dAttributes, units: number): number {
  const tiles = kernelTilesDown(units) * Math.ceil(units / kernelTile);
  return tiles * gateCounts[attributes.cell] * chainsOf(attributes).length;
}

/**
 * The gradients of the recurrent kernels, of the biases and, for `gruAfter`, of the recurrent biases, of all chains. Each is
 * a product of a state before each step, or of 1, and the gradients before the activations, over all pixels.
 */
export function chainKernelProgram({ cell, union, bidirectional }: Recurrent2dAttributes): FlatProgram {
  const count = gateCounts[cell];
  const directions = bidirectional ? 2 : 1;
  const twoBiases = cell === 'gruAfter';
  const vertical = union === 'cat' || union === 'add' ? `chain < ${directions}` : `${union === 'vertical'}`;
  const dz = (pixel: string): string =>
    `gradients[${pixel} * uniforms.gates + chain * width + gate * uniforms.units + column]`;
  const inner = 'inners[row * uniforms.columns + chain * uniforms.units + column]';
  const ofInner = twoBiases
    ? `
      if (gate == 2) {
        gradient = ${inner};
      }`
    : '';
  const ofReset =
    cell === 'gruBefore'
      ? `
      if (gate == 2) {
        state = extra[row * uniforms.columns + chain * uniforms.units + stateUnit];
      }`
      : '';
  const inputSums = twoBiases
    ? `
    if (unit == uniforms.units && column < uniforms.units) {
      for (var k = first; k < min(first + ${kernelTile}, rows); k++) {
        inputSum += ${dz('k')};
      }
    }`
    : '';
  const storeBiases = twoBiases
    ? `recurrentBias[chain * width + gate * uniforms.units + column] = sum;
    bias[chain * width + gate * uniforms.units + column] = inputSum;`
    : 'bias[chain * width + gate * uniforms.units + column] = sum;';
  const code = `
var<workgroup> left : array<f32, ${kernelTile * kernelTile}>;
var<workgroup> right : array<f32, ${kernelTile * kernelTile}>;

fn main(index : i32) {
  let thread = index % ${kernelTile * kernelTile};
  let down = thread / ${kernelTile};
  let across = thread % ${kernelTile};
  let tiles = (uniforms.units + ${kernelTile - 1}) / ${kernelTile};
  let tilesDown = (uniforms.units + ${kernelTile}) / ${kernelTile};
  let chains = uniforms.columns / uniforms.units;
  let group = min(index / ${kernelTile * kernelTile}, tilesDown * tiles * ${count} * chains - 1);
  let chain = group / (tilesDown * tiles * ${count});
  let gate = group / (tilesDown * tiles) % ${count};
  let firstUnit = group / tiles % tilesDown * ${kernelTile};
  let unit = firstUnit + down;
  let column = group % tiles * ${kernelTile} + across;
  let width = ${count} * uniforms.units;
  let vertical = ${vertical};
  let backwards = ${bidirectional ? 'chain % 2 == 1' : 'false'};
  let steps = select(uniforms.breadth, uniforms.height, vertical);
  let stepTokens = select(1, uniforms.breadth, vertical);
  let firstStep = select(0, steps - 1, backwards);
  let rows = uniforms.batch * uniforms.height * uniforms.breadth;
  var sum = 0.0;${twoBiases ? '\n  var inputSum = 0.0;' : ''}
  for (var first = 0; first < rows; first += ${kernelTile}) {
    let row = first + down;
    let stateUnit = firstUnit + across;
    var state = 1.0;
    var gradient = 0.0;
    if (row < rows && stateUnit < uniforms.units) {
      state = 0.0;
      if (row / stepTokens % steps != firstStep) {
        let earlier = select(row - stepTokens, row + stepTokens, backwards);
        state = states[earlier * uniforms.columns + chain * uniforms.units + stateUnit];
      }${ofReset}
    }
    if (row < rows && column < uniforms.units) {
      gradient = ${dz('row')};${ofInner}
    }
    left[thread] = state;
    right[thread] = gradient;
    workgroupBarrier();
    for (var k = 0; k < ${kernelTile}; k++) {
      sum += left[k * ${kernelTile} + down] * right[k * ${kernelTile} + across];
    }
    workgroupBarrier();${inputSums}
  }
  if (unit < uniforms.units && column < uniforms.units) {
    result[(chain * uniforms.units + unit) * width + gate * uniforms.units + column] = sum;
  }
  if (unit == uniforms.units && column < uniforms.units) {
    ${storeBiases}
  }
}
`;
  const axes = union === 'add' ? 'cat' : union;
  return {
    key: `recurrent2dKernelGrad.${cell}.${axes}.${bidirectional}`,
    inputs: ['states', ...(cell === 'gruBefore' ? ['extra'] : []), 'gradients', ...(twoBiases ? ['inners'] : [])],
    outputs: ['result', 'bias', ...(twoBiases ? ['recurrentBias'] : [])],
    uniforms: chainUniforms,
    threads: kernelTile * kernelTile,
    code,
  };
}

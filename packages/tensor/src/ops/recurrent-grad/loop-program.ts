// The time loop of recurrent cells backward as one WGSL program per direction, and the product of its result with the
// states. A workgroup takes a few rows of the batch through all steps, as it did forward.
import type { FlatProgram } from '../../webgpu/program';
import { squashFunction, squashSlopeFunction } from '../../webgpu/squash-shader';
import { gateCounts, type RecurrentAttributes, stateCount } from '../recurrent/cells';
import { eachPair, loopThreads, pairsPerThread, widestLoop } from '../recurrent/loop-program';

/** What changes the text of the program. */
export interface BackwardVariant extends Omit<RecurrentAttributes, 'reverse'> {
  carry: boolean;
}

/** Where the kept array of the forward loop holds what: the same lines in every program that reads it. */
function regions(cell: RecurrentAttributes['cell']): string {
  const extras = cell === 'simple' ? 0 : 1;
  return `
  let values = uniforms.batch * uniforms.steps * uniforms.units;
  let gates = uniforms.outputSize + uniforms.direction * values * ${gateCounts[cell] + extras + 1};
  let extras = gates + values * ${gateCounts[cell]};
  let befores = extras + values * ${extras};`;
}

/** How the text of a cell, backward, finds its values, as WGSL. Lines begin with a line break. */
export interface BackwardPlaces {
  /** Line that defines `at`, where the step lies. */
  at: string;
  /** An activated gate. */
  gate(index: number): string;
  /** Line that stores the gradient of a gate, as the input product sees it. */
  store(index: number, value: string): string;
  /** Carry after this step, or what the third gate of a GRU multiplied. */
  extra: string;
  /** Lines that define `carried`, the carry before this step. */
  carried: string;
  /** Lines that define `before`, the state before this step. */
  before: string;
  /** Line that stores `inner`, for `gruAfter`. */
  inner: string;
}

/** Gradients before the activations: `store` gets those of the input products, `tile` those of the recurrent ones. */
export function backwardCellText(cell: RecurrentAttributes['cell'], places: BackwardPlaces): string {
  const { at, gate, extra } = places;
  const put = (index: number, value: string, recurrent = value): string => `${places.store(index, value)}
      tile[local * width + ${index} * uniforms.units + unit] = ${recurrent};`;
  if (cell === 'simple') {
    return `${at}
      let h = ${gate(0)};
      let dz = d * activateSlope(h);${put(0, 'dz')}
      hiddens[slot] = 0.0;`;
  }
  if (cell === 'lstm') {
    return `${at}
      let i = ${gate(0)};
      let f = ${gate(1)};
      let g = ${gate(2)};
      let o = ${gate(3)};${places.carried}
      let out = activate(${extra});
      let dc = carries[slot] + d * o * activateSlope(out);
      let di = dc * g * openSlope(i);
      let df = dc * carried * openSlope(f);
      let dg = dc * i * activateSlope(g);
      let dout = d * out * openSlope(o);${put(0, 'di')}${put(1, 'df')}${put(2, 'dg')}${put(3, 'dout')}
      carries[slot] = dc * f;
      hiddens[slot] = 0.0;`;
  }
  const start = `${at}
      let z = ${gate(0)};
      let r = ${gate(1)};
      let n = ${gate(2)};${places.before}
      let dz = d * (before - n) * openSlope(z);
      let dn = d * (1.0 - z) * activateSlope(n);
      hiddens[slot] = d * z;${put(0, 'dz')}`;
  if (cell === 'gruBefore') return `${start}${put(2, 'dn')}`;
  return `${start}
      let dr = dn * ${extra} * openSlope(r);
      let inner = dn * r;${put(1, 'dr')}${put(2, 'dn', 'inner')}${places.inner}`;
}

/** The arrays of one direction, in the array that the forward loop kept. */
function sequencePlaces({ carry }: BackwardVariant): BackwardPlaces {
  const first = carry ? 'carry[row * uniforms.columns + uniforms.direction * uniforms.units + unit]' : '0.0';
  return {
    at: '\n      let at = row * uniforms.steps + t;',
    gate: (index) => `kept[gates + at * width + ${index} * uniforms.units + unit]`,
    store: (index, value) => `
      result[at * width + ${index} * uniforms.units + unit] = ${value};`,
    extra: 'kept[extras + at * uniforms.units + unit]',
    carried: `
      var carried = ${first};
      if (count > 0) {
        let earlier = select(at - 1, at + 1, backwards);
        carried = kept[extras + earlier * uniforms.units + unit];
      }`,
    before: '\n      let before = kept[befores + at * uniforms.units + unit];',
    inner: '\n      result[inners + at * uniforms.units + unit] = inner;',
  };
}

/** Sum over columns of the tile times the recurrent kernel, in `sum`. */
export const backSum = (from: string, to: string, weight = 'recurrentKernel[unit * width + column]'): string => `
      var sum = 0.0;
      for (var column = ${from}; column < ${to}; column++) {
        sum += tile[local * width + column] * ${weight};
      }`;

/**
 * The program of one direction. Inputs: the kept array of the forward loop, dy, the recurrent kernel, and the initial carry
 * where there is one. Result: gradients before the activations [batch, time, gates units]; for `gruAfter` the gradient of
 * the recurrent product of its third gate, [batch, time, units]; those of the initial states, [batch, units] each.
 */
export function backwardProgram(variant: BackwardVariant): FlatProgram {
  const { cell, output, carry, gate, activation } = variant;
  const rows = output === 'all' ? `(uniforms.steps + ${stateCount(cell)})` : output === 'last' ? '1' : 'uniforms.steps';
  const dy = (row: string): string =>
    `dy[(row * ${rows} + ${row}) * uniforms.columns + uniforms.direction * uniforms.units + unit]`;
  const last = output === 'all' ? dy('uniforms.steps') : output === 'last' ? dy('0') : '0.0';
  const lastCarry = output === 'all' && cell === 'lstm' ? dy('uniforms.steps + 1') : '0.0';
  const reset = `
    workgroupBarrier();${eachPair(`
      let at = row * uniforms.steps + t;${backSum('2 * uniforms.units', 'width')}
      let r = kept[gates + at * width + uniforms.units + unit];
      let dr = sum * kept[befores + at * uniforms.units + unit] * openSlope(r);
      result[at * width + uniforms.units + unit] = dr;
      tile[local * width + uniforms.units + unit] = dr;
      hiddens[slot] += sum * r;`)}`;
  const code = `
var<workgroup> tile : array<f32, ${widestLoop * gateCounts[cell]}>;

${squashFunction('activate', activation)}

${squashSlopeFunction('activateSlope', activation)}

${squashSlopeFunction('openSlope', gate)}

fn main(index : i32) {
  let thread = index % ${loopThreads};
  let tiles = (uniforms.batch + uniforms.rows - 1) / uniforms.rows;
  let firstRow = min(index / ${loopThreads}, tiles - 1) * uniforms.rows;
  let width = ${gateCounts[cell]} * uniforms.units;
  let backwards = uniforms.reverse != uniforms.direction;${regions(cell)}
  let inners = values * ${gateCounts[cell]};
  let initial = inners + values * ${cell === 'gruAfter' ? 1 : 0};
  var hiddens = array<f32, ${pairsPerThread}>();
  var carries = array<f32, ${pairsPerThread}>();
${eachPair(`
      hiddens[slot] = ${last};
      carries[slot] = ${lastCarry};`)}
  for (var count = uniforms.steps - 1; count >= 0; count--) {
    let t = select(count, uniforms.steps - 1 - count, backwards);${eachPair(`
      let d = hiddens[slot]${output === 'last' ? '' : ` + ${dy('t')}`};${backwardCellText(cell, sequencePlaces(variant))}`)}${cell === 'gruBefore' ? reset : ''}
    workgroupBarrier();${eachPair(`${backSum('0', cell === 'gruBefore' ? '2 * uniforms.units' : 'width')}
      hiddens[slot] += sum;`)}
    workgroupBarrier();
  }${eachPair(`
      result[initial + row * uniforms.units + unit] = hiddens[slot];${cell === 'lstm' ? '\n      result[initial + (uniforms.batch + row) * uniforms.units + unit] = carries[slot];' : ''}`)}
}
`;
  return {
    key: `recurrentGrad.${cell}.${output}.${carry ? 'c' : ''}.${gate}.${activation}`,
    inputs: ['kept', 'dy', 'recurrentKernel', ...(carry ? ['carry'] : [])],
    uniforms:
      'batch : i32, steps : i32, units : i32, columns : i32, rows : i32, reverse : i32, outputSize : i32, direction : i32,',
    threads: loopThreads,
    code,
  };
}

/** Side of the tiles of `recurrentKernelProgram`. */
export const kernelTile = 16;

/** Rows of `recurrentKernelProgram`: those of the recurrent kernel, and one of ones for the biases. */
export const kernelTilesDown = (units: number): number => Math.ceil((units + 1) / kernelTile);

/**
 * The gradients of the recurrent kernel, of the bias and, for `gruAfter`, of the recurrent bias. Each is a product of a
 * state before each step, or of 1, and the gradients before the activations, over all rows and steps.
 */
export function recurrentKernelProgram(cell: RecurrentAttributes['cell']): FlatProgram {
  const width = gateCounts[cell];
  const state = cell === 'gruBefore' ? 'select(befores, extras, gate == 2)' : 'befores';
  // The reset gate of this cell stands between both biases of the third gate, so their gradients differ.
  const twoBiases = cell === 'gruAfter';
  const gradient = twoBiases
    ? 'select(row * width + gate * uniforms.units + column, values * 3 + row * uniforms.units + column, gate == 2)'
    : 'row * width + gate * uniforms.units + column';
  const inputSums = twoBiases
    ? `
    if (unit == uniforms.units && column < uniforms.units) {
      for (var k = start; k < min(start + ${kernelTile}, rows); k++) {
        inputSum += gradients[k * width + gate * uniforms.units + column];
      }
    }`
    : '';
  const storeBiases = twoBiases
    ? `recurrentBias[gate * uniforms.units + column] = sum;
    bias[gate * uniforms.units + column] = inputSum;`
    : 'bias[gate * uniforms.units + column] = sum;';
  const code = `
var<workgroup> left : array<f32, ${kernelTile * kernelTile}>;
var<workgroup> right : array<f32, ${kernelTile * kernelTile}>;

fn main(index : i32) {
  let thread = index % ${kernelTile * kernelTile};
  let down = thread / ${kernelTile};
  let across = thread % ${kernelTile};
  let tiles = (uniforms.units + ${kernelTile - 1}) / ${kernelTile};
  let tilesDown = (uniforms.units + ${kernelTile}) / ${kernelTile};
  let group = min(index / ${kernelTile * kernelTile}, tilesDown * tiles * ${width} - 1);
  let gate = group / (tilesDown * tiles);
  let firstUnit = group / tiles % tilesDown * ${kernelTile};
  let unit = firstUnit + down;
  let column = group % tiles * ${kernelTile} + across;
  let width = ${width} * uniforms.units;${regions(cell)}
  let states = ${state};
  let rows = uniforms.batch * uniforms.steps;
  var sum = 0.0;${twoBiases ? '\n  var inputSum = 0.0;' : ''}
  for (var start = 0; start < rows; start += ${kernelTile}) {
    let row = start + down;
    let stateUnit = firstUnit + across;
    var state = 1.0;
    var gradient = 0.0;
    if (row < rows && stateUnit < uniforms.units) {
      state = kept[states + row * uniforms.units + stateUnit];
    }
    if (row < rows && column < uniforms.units) {
      gradient = gradients[${gradient}];
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
    result[unit * width + gate * uniforms.units + column] = sum;
  }
  if (unit == uniforms.units && column < uniforms.units) {
    ${storeBiases}
  }
}
`;
  return {
    key: `recurrentKernelGrad.${cell}`,
    inputs: ['kept', 'gradients'],
    outputs: ['result', 'bias', ...(twoBiases ? ['recurrentBias'] : [])],
    uniforms: 'batch : i32, steps : i32, units : i32, outputSize : i32, direction : i32,',
    threads: kernelTile * kernelTile,
    code,
  };
}

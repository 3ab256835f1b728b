// The matrix product in WGSL. Tiles of both matrices go through workgroup memory as vectors of four, turned so that a thread
// reads four rows or four columns at once; every thread keeps 8 x 4 sums (4 x 4 in the small tile) in registers. Matrices
// whose rows begin at multiples of four elements are read and written four at a time; one text serves all sizes, because
// loads and stores outside of the matrices are guarded. Its speed was not measured on a graphics card.
import type { KernelActivation } from '../ops/activation-names';
import { activationFunction } from './activation-shader';
import type { FlatProgram } from './program';

/** What changes the text of the product. */
export interface ProductVariant {
  /** Rows and columns that a workgroup computes: 64 with 128 threads, 32 with 64 threads. */
  tile: 32 | 64;
  /** The matrix is stored by columns. Decides along which axis it is read. */
  transposeA: boolean;
  transposeB: boolean;
  /** The stored lines of the matrix are multiples of four long: it is read as vectors. */
  vectorA: boolean;
  vectorB: boolean;
  /** The right matrix holds 16-bit numbers, two in each word. */
  halfB?: boolean;
  /** The columns of the result are a multiple of four: it is written as vectors. */
  vectorResult: boolean;
  /** A bias per row or per column, or none. */
  bias: 'none' | 'rows' | 'columns';
  activation: KernelActivation;
}

/** Columns of the left tile, rows of the right one. Both tiles of the large size take 16 KB together. */
const depth = 32;

/**
 * Uniforms of the product, in order. Batch axes: `batchSizes` are those of the result, `sumSizes` those that are added up;
 * `aBatch`, `aSum` and so on are the element strides along them.
 */
const uniforms =
  'rows : i32, columns : i32, inner : i32, batchCount : i32, sumCount : i32, ' +
  'batchSizes : vec4<i32>, aBatch : vec4<i32>, bBatch : vec4<i32>, ' +
  'sumSizes : vec4<i32>, aSum : vec4<i32>, bSum : vec4<i32>,';

const lanes = [0, 1, 2, 3];
const parts = ['x', 'y', 'z', 'w'] as const;

/**
 * WGSL function `loadA(start, line, along)`: four elements of one stored line of a matrix, zeros outside of it.
 *
 * @param lines Uniform with the number of lines, and `length` that with the length of a line.
 */
function loadFunction(name: 'A' | 'B', vector: boolean, lines: string, length: string, half = false): string {
  const array = name.toLowerCase();
  const quad = `(start + line * uniforms.${length} + along) / 4`;
  const pair = (part: string): string => `unpack2x16float(bitcast<u32>(${array}[${quad}].${part}))`;
  const one = (lane: number): string =>
    half ? `unpack2x16float(bitcast<u32>(${array}[(at + ${lane}) / 2]))[(at + ${lane}) % 2]` : `${array}[at + ${lane}]`;
  const body = vector
    ? `if (line < uniforms.${lines} && along < uniforms.${length}) {
    value = ${half ? `vec4<f32>(${pair('x')}, ${pair('y')})` : `${array}[${quad}]`};
  }`
    : `if (line < uniforms.${lines}) {
    let at = start + line * uniforms.${length} + along;
${lanes
  .map(
    (lane) => `    if (along + ${lane} < uniforms.${length}) {
      value.${parts[lane]} = ${one(lane)};
    }`,
  )
  .join('\n')}
  }`;
  return `fn load${name}(start : i32, line : i32, along : i32) -> vec4<f32> {
  var value = vec4<f32>(0.0);
  ${body}
  return value;
}`;
}

/**
 * Each thread brings one block of 4 x 4 elements into a tile [depth][outer / 4] of vectors along the outer axis. Where the
 * stored lines run along the depth, the block is turned. Neighbouring threads read neighbouring vectors.
 */
function fillTile(name: 'A' | 'B', tile: number, alongDepth: boolean): string {
  const quads = tile / 4;
  const outer = name === 'A' ? 'row' : 'column';
  const [place, k] = alongDepth
    ? [`thread / ${depth / 4}`, `thread % ${depth / 4} * 4`]
    : [`thread % ${quads}`, `thread / ${quads} * 4`];
  const lines = lanes.map((lane) =>
    alongDepth
      ? `let line${lane} = load${name}(${name.toLowerCase()}Start, ${outer}Start + place * 4 + ${lane}, kStart + kLocal);`
      : `let line${lane} = load${name}(${name.toLowerCase()}Start, kStart + kLocal + ${lane}, ${outer}Start + place * 4);`,
  );
  const values = lanes.map((lane) =>
    alongDepth ? `vec4<f32>(${lanes.map((line) => `line${line}.${parts[lane]}`).join(', ')})` : `line${lane}`,
  );
  const indent = '\n        ';
  return `
      {
        let place = ${place};
        let kLocal = ${k};${indent}${lines.join(indent)}${indent}${values
          .map((value, lane) => `tile${name}[(kLocal + ${lane}) * ${quads} + place] = ${value};`)
          .join(indent)}
      }`;
}

function storeFunction({ bias, vectorResult }: ProductVariant): string {
  const at = 'start + row * uniforms.columns + column';
  if (vectorResult) {
    const term = { none: '', rows: ' + bias[row]', columns: ' + bias[column / 4]' }[bias];
    return `fn store(start : i32, row : i32, column : i32, sum : vec4<f32>) {
  if (row < uniforms.rows && column < uniforms.columns) {
    let value = sum${term};
    result[(${at}) / 4] = vec4<f32>(activate(value.x), activate(value.y), activate(value.z), activate(value.w));
  }
}`;
  }
  const term = { none: '', rows: ' + bias[row]', columns: ' + bias[column]' }[bias];
  return `fn storeOne(start : i32, row : i32, column : i32, sum : f32) {
  if (column < uniforms.columns) {
    result[${at}] = activate(sum${term});
  }
}

fn store(start : i32, row : i32, column : i32, sum : vec4<f32>) {
  if (row < uniforms.rows) {
${lanes.map((lane) => `    storeOne(start, row, column + ${lane}, sum.${parts[lane]});`).join('\n')}
  }
}`;
}

/** The program of one variant. */
export function productProgram(variant: ProductVariant): FlatProgram {
  const { tile, transposeA, transposeB, vectorA, vectorB, vectorResult, bias, activation, halfB = false } = variant;
  const quads = tile / 4;
  const threads = (tile * depth) / 16;
  const threadRows = (tile * tile) / 4 / threads;
  const rows = Array.from({ length: threadRows }, (_, row) => row);
  const rowQuads = rows.filter((row) => row % 4 === 0).map((row) => row / 4);
  const code = `
${activationFunction(activation)}

var<workgroup> tileA : array<vec4<f32>, ${depth * quads}>;
var<workgroup> tileB : array<vec4<f32>, ${depth * quads}>;

fn offsetAlong(index : i32, sizes : vec4<i32>, strides : vec4<i32>) -> i32 {
  let w = index % sizes.w;
  let z = index / sizes.w % sizes.z;
  let y = index / (sizes.w * sizes.z) % sizes.y;
  let x = index / (sizes.w * sizes.z * sizes.y);
  return dot(vec4<i32>(x, y, z, w), strides);
}

${transposeA ? loadFunction('A', vectorA, 'inner', 'rows') : loadFunction('A', vectorA, 'rows', 'inner')}

${transposeB ? loadFunction('B', vectorB, 'columns', 'inner', halfB) : loadFunction('B', vectorB, 'inner', 'columns', halfB)}

${storeFunction(variant)}

fn main(index : i32) {
  let thread = index % ${threads};
  let group = index / ${threads};
  let tilesAcross = (uniforms.columns + ${tile - 1}) / ${tile};
  let tilesDown = (uniforms.rows + ${tile - 1}) / ${tile};
  let batch = group / (tilesAcross * tilesDown);
  let rowStart = group / tilesAcross % tilesDown * ${tile};
  let columnStart = group % tilesAcross * ${tile};
  // More workgroups than batches may run; they compute what exists and store nothing.
  let readBatch = min(batch, uniforms.batchCount - 1);
  let aBatchStart = offsetAlong(readBatch, uniforms.batchSizes, uniforms.aBatch);
  let bBatchStart = offsetAlong(readBatch, uniforms.batchSizes, uniforms.bBatch);
  let rowQuad = thread / ${quads} * ${rowQuads.length};
  let columnQuad = thread % ${quads};
${rows.map((row) => `  var sum${row} = vec4<f32>(0.0);`).join('\n')}

  for (var term = 0; term < uniforms.sumCount; term++) {
    let aStart = aBatchStart + offsetAlong(term, uniforms.sumSizes, uniforms.aSum);
    let bStart = bBatchStart + offsetAlong(term, uniforms.sumSizes, uniforms.bSum);
    for (var kStart = 0; kStart < uniforms.inner; kStart += ${depth}) {${fillTile('A', tile, !transposeA)}${fillTile('B', tile, transposeB)}
      workgroupBarrier();
      for (var k = 0; k < ${depth}; k++) {
        let right = tileB[k * ${quads} + columnQuad];
${rowQuads.map((quad) => `        let left${quad} = tileA[k * ${quads} + rowQuad + ${quad}];`).join('\n')}
${rows.map((row) => `        sum${row} += left${Math.floor(row / 4)}.${parts[row % 4]} * right;`).join('\n')}
      }
      workgroupBarrier();
    }
  }

  if (batch < uniforms.batchCount) {
    let start = batch * uniforms.rows * uniforms.columns;
    let row = rowStart + rowQuad * 4;
    let column = columnStart + columnQuad * 4;
    let sums = array<vec4<f32>, ${threadRows}>(${rows.map((row) => `sum${row}`).join(', ')});
    // A loop, because this code is long: devices compile it once, not once per row.
    for (var down = 0; down < ${threadRows}; down++) {
      store(start, row + down, column, sums[down]);
    }
  }
}
`;
  const layout = `${transposeA ? 't' : 'n'}${transposeB ? 't' : 'n'}`;
  const four = (vector: boolean) => (vector ? 4 : 1);
  const biasFour = four(vectorResult && bias === 'columns');
  return {
    key: `product.${halfB ? 'half.' : ''}${tile}.${layout}.${four(vectorA)}${four(vectorB)}${four(vectorResult)}.${bias}.${activation}`,
    inputs: bias === 'none' ? ['a', 'b'] : ['a', 'b', 'bias'],
    vectors: {
      inputs: [
        four(vectorA),
        halfB ? four(vectorB) / (vectorB ? 2 : 1) : four(vectorB),
        ...(bias === 'none' ? [] : [biasFour]),
      ],
      result: four(vectorResult),
    },
    uniforms,
    threads,
    code,
  };
}

/** Result of an empty inner size: the activated bias, or 0. */
export function emptyProductProgram(bias: ProductVariant['bias'], activation: KernelActivation): FlatProgram {
  const term = {
    none: '0.0',
    rows: 'bias[index / uniforms.columns % uniforms.rows]',
    columns: 'bias[index % uniforms.columns]',
  };
  const code = `
${activationFunction(activation)}

fn main(index : i32) {
  if (index < uniforms.elements) {
    result[index] = activate(${term[bias]});
  }
}
`;
  return {
    key: `emptyProduct.${bias}.${activation}`,
    inputs: bias === 'none' ? [] : ['bias'],
    uniforms: 'elements : i32, rows : i32, columns : i32,',
    threads: 256,
    code,
  };
}

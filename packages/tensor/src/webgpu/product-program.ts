// The matrix product in WGSL: tiles of both matrices go through workgroup memory, every thread keeps a block of 4 x 4
// sums in registers. One text serves all sizes; stores and loads outside of the matrices are guarded. It is here for what
// the stock product lacks (broadcasting, an empty inner size, bias and activation before the store, summed batch axes); its
// speed was not measured on a graphics card.
import type { Activation } from '../ops/activation-names';
import { activationFunction } from './activation-shader';
import type { FlatProgram } from './flat-program';

/** What changes the text of the product. */
export interface ProductVariant {
  /** Rows and columns that a workgroup computes: 64 with 256 threads, 32 with 64 threads. */
  tile: 32 | 64;
  /** The matrix is stored by columns. Decides which threads load neighbours. */
  transposeA: boolean;
  transposeB: boolean;
  /** A bias per row or per column, or none. */
  bias: 'none' | 'rows' | 'columns';
  activation: Activation;
}

/** Columns of the left tile, rows of the right one. Both tiles together take 8 KB at most. */
const depth = 16;

/**
 * Uniforms of the product, in order. Batch axes: `batchSizes` are those of the result, `sumSizes` those that are added up;
 * `aBatch`, `aSum` and so on are the element strides along them.
 */
const uniforms =
  'rows : i32, columns : i32, inner : i32, batchCount : i32, sumCount : i32, ' +
  'batchSizes : vec4<i32>, aBatch : vec4<i32>, bBatch : vec4<i32>, ' +
  'sumSizes : vec4<i32>, aSum : vec4<i32>, bSum : vec4<i32>,';

function loadTile(name: 'A' | 'B', tile: number, alongDepth: boolean): string {
  const outer = name === 'A' ? 'row' : 'column';
  const limit = name === 'A' ? 'rows' : 'columns';
  const [position, k] = alongDepth
    ? [`element / ${depth}`, `element % ${depth}`]
    : [`element % ${tile}`, `element / ${tile}`];
  // Neighbouring threads read neighbouring elements.
  const address = alongDepth ? `${outer} * uniforms.inner + k` : `k * uniforms.${limit} + ${outer}`;
  return `
      {
        let position = ${position};
        let kLocal = ${k};
        let ${outer} = ${outer}Start + position;
        let k = kStart + kLocal;
        var value = 0.0;
        if (live && ${outer} < uniforms.${limit} && k < uniforms.inner) {
          value = ${name.toLowerCase()}[${name.toLowerCase()}Start + ${address}];
        }
        tile${name}[kLocal * ${tile} + position] = value;
      }`;
}

/** The program of one variant. */
export function productProgram({ tile, transposeA, transposeB, bias, activation }: ProductVariant): FlatProgram {
  const side = tile / 4;
  const threads = side * side;
  const lanes = [0, 1, 2, 3];
  const biasTerm = bias === 'none' ? '' : ` + bias[${bias === 'rows' ? 'row' : 'column'}]`;
  const code = `
${activationFunction(activation)}

var<workgroup> tileA : array<f32, ${depth * tile}>;
var<workgroup> tileB : array<f32, ${depth * tile}>;

fn offsetAlong(index : i32, sizes : vec4<i32>, strides : vec4<i32>) -> i32 {
  let w = index % sizes.w;
  let z = index / sizes.w % sizes.z;
  let y = index / (sizes.w * sizes.z) % sizes.y;
  let x = index / (sizes.w * sizes.z * sizes.y);
  return dot(vec4<i32>(x, y, z, w), strides);
}

fn store(start : i32, row : i32, column : i32, sum : f32) {
  if (row < uniforms.rows && column < uniforms.columns) {
    result[start + row * uniforms.columns + column] = activate(sum${biasTerm});
  }
}

fn main(index : i32) {
  let thread = index % ${threads};
  let group = index / ${threads};
  let tilesAcross = (uniforms.columns + ${tile - 1}) / ${tile};
  let tilesDown = (uniforms.rows + ${tile - 1}) / ${tile};
  let batch = group / (tilesAcross * tilesDown);
  let rowStart = group / tilesAcross % tilesDown * ${tile};
  let columnStart = group % tilesAcross * ${tile};
  let live = batch < uniforms.batchCount;
  let aBatchStart = offsetAlong(batch, uniforms.batchSizes, uniforms.aBatch);
  let bBatchStart = offsetAlong(batch, uniforms.batchSizes, uniforms.bBatch);
  let rowLocal = thread / ${side} * 4;
  let columnLocal = thread % ${side} * 4;
${lanes.map((lane) => `  var sum${lane} = vec4<f32>(0.0);`).join('\n')}

  for (var term = 0; term < uniforms.sumCount; term++) {
    let aStart = aBatchStart + offsetAlong(term, uniforms.sumSizes, uniforms.aSum);
    let bStart = bBatchStart + offsetAlong(term, uniforms.sumSizes, uniforms.bSum);
    for (var kStart = 0; kStart < uniforms.inner; kStart += ${depth}) {
      for (var element = thread; element < ${depth * tile}; element += ${threads}) {${loadTile('A', tile, !transposeA)}${loadTile('B', tile, transposeB)}
      }
      workgroupBarrier();
      for (var k = 0; k < ${depth}; k++) {
        let aAt = k * ${tile} + rowLocal;
        let bAt = k * ${tile} + columnLocal;
        let right = vec4<f32>(tileB[bAt], tileB[bAt + 1], tileB[bAt + 2], tileB[bAt + 3]);
${lanes.map((lane) => `        sum${lane} += tileA[aAt + ${lane}] * right;`).join('\n')}
      }
      workgroupBarrier();
    }
  }

  if (live) {
    let start = batch * uniforms.rows * uniforms.columns;
    let row = rowStart + rowLocal;
    let column = columnStart + columnLocal;
${lanes.flatMap((down) => lanes.map((across) => `    store(start, row + ${down}, column + ${across}, sum${down}[${across}]);`)).join('\n')}
  }
}
`;
  const layout = `${transposeA ? 't' : 'n'}${transposeB ? 't' : 'n'}`;
  return {
    key: `product.${tile}.${layout}.${bias}.${activation}`,
    inputs: bias === 'none' ? ['a', 'b'] : ['a', 'b', 'bias'],
    uniforms,
    threads,
    code,
  };
}

/** Result of an empty inner size: the activated bias, or 0. */
export function emptyProductProgram(bias: ProductVariant['bias'], activation: Activation): FlatProgram {
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

// Writes the AssemblyScript source of the GEMM micro-kernels: arrays of vectors do not exist there, so every
// accumulator is a named local.

/**
 * Steps of k per turn of the loop, each with its own way out. A block without branches would be rearranged by some
 * compilers: all loads of all steps first, which leaves no registers for the sums.
 */
const unroll = 2;

/** One kernel for `rows` rows by `vectors` times 4 columns: C (+)= A B, a [k][panelRows] packed, b with any row step. */
function microKernel(name, rows, vectors, panelRows) {
  const sums = (row) => Array.from({ length: vectors }, (_, vector) => `c${row}${vector}`);
  const lines = [
    `export function ${name}(k: usize, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool): void {`,
    `  let s: v128, ${Array.from({ length: vectors }, (_, vector) => `b${vector}: v128`).join(', ')};`,
  ];
  for (let row = 0; row < rows; row++) {
    lines.push(
      `  let ${sums(row)
        .map((sum) => `${sum} = f32x4.splat(0)`)
        .join(', ')};`,
    );
  }
  lines.push('  while (true) {');
  for (let step = 0; step < unroll; step++) {
    for (let vector = 0; vector < vectors; vector++) lines.push(`    b${vector} = v128.load(b, ${vector * 16});`);
    for (let row = 0; row < rows; row++) {
      lines.push(`    s = v128.load32_splat(a, ${(step * panelRows + row) * 4});`);
      sums(row).forEach((sum, vector) => {
        lines.push(`    ${sum} = madd(s, b${vector}, ${sum});`);
      });
    }
    lines.push('    if (--k == 0) break;', '    b += bStep;');
  }
  lines.push(`    a += ${unroll * panelRows * 4};`, '  }');
  const store = (value) => {
    for (let row = 0; row < rows; row++) {
      sums(row).forEach((sum, vector) => {
        lines.push(`    v128.store(c, ${value(sum, vector)}, ${vector * 16});`);
      });
      if (row + 1 < rows) lines.push('    c += cRow;');
    }
  };
  lines.push('  if (accumulate) {');
  store((sum, vector) => `f32x4.add(v128.load(c, ${vector * 16}), ${sum})`);
  lines.push('  } else {');
  store((sum) => sum);
  lines.push('  }', '}', '');
  return lines.join('\n');
}

/**
 * Source text of the module `assembly/generated/micro-kernels.ts`.
 *
 * A fused multiply-add needs 12 sums, 2 vectors of B and 1 factor: 15 of 16 registers with 6 rows. A product and a sum need
 * one register more, and one of the 16 is the compiler's own, so 4 rows are all that fit.
 */
export function microKernelSource({ fused }) {
  const rows = fused ? 6 : 4;
  const kernels = Array.from({ length: rows }, (_, index) => microKernel(`tile${index + 1}`, index + 1, 2, rows));
  const call = (height) => `tile${height}(k, a, b, bStep, c, cRow, accumulate);`;
  const partial = kernels.slice(1).map((_, index) => `  else if (rows == ${index + 1}) ${call(index + 1)}`);
  return [
    "import { madd } from '../simd';",
    '',
    '/** Rows of a full tile, and of a panel of A. */',
    `export const ROWS: usize = ${rows};`,
    '',
    ...kernels,
    microKernel('narrowTile', rows, 1, rows),
    '/** A tile of `rows` rows, at most ROWS, by 8 columns. */',
    'export function tile(rows: usize, k: usize, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool): void {',
    `  if (rows >= ROWS) ${call(rows)}`,
    ...partial,
    '}',
    '',
  ].join('\n');
}

// Writes the AssemblyScript source of the GEMM micro-kernels: arrays of vectors do not exist there, so every
// accumulator is a named local.

const unroll = 4;

/** One kernel for `rows` rows by 8 columns: C (+)= A B from packed panels a [k][6] and b [k][8]. */
function microKernel(rows) {
  const lines = [
    `export function tile${rows}(k: usize, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {`,
    '  let b0: v128, b1: v128, s: v128;',
  ];
  for (let row = 0; row < rows; row++) lines.push(`  let c${row}0 = f32x4.splat(0), c${row}1 = f32x4.splat(0);`);
  const step = (offset) => {
    lines.push(`    b0 = v128.load(b, ${offset * 32}); b1 = v128.load(b, ${offset * 32 + 16});`);
    for (let row = 0; row < rows; row++) {
      lines.push(`    s = v128.load32_splat(a, ${offset * 24 + row * 4});`);
      lines.push(`    c${row}0 = madd(s, b0, c${row}0); c${row}1 = madd(s, b1, c${row}1);`);
    }
  };
  lines.push(`  let left = k;`, `  while (left >= ${unroll}) {`);
  for (let offset = 0; offset < unroll; offset++) step(offset);
  lines.push(`    a += ${unroll * 24}; b += ${unroll * 32}; left -= ${unroll};`, '  }', '  while (left > 0) {');
  step(0);
  lines.push('    a += 24; b += 32; left -= 1;', '  }');
  lines.push('  if (accumulate) {');
  for (let row = 0; row < rows; row++) {
    lines.push(
      `    v128.store(c, f32x4.add(v128.load(c), c${row}0)); v128.store(c, f32x4.add(v128.load(c, 16), c${row}1), 16);`,
    );
    if (row + 1 < rows) lines.push('    c += cRow;');
  }
  lines.push('  } else {');
  for (let row = 0; row < rows; row++) {
    lines.push(`    v128.store(c, c${row}0); v128.store(c, c${row}1, 16);`);
    if (row + 1 < rows) lines.push('    c += cRow;');
  }
  lines.push('  }', '}', '');
  return lines.join('\n');
}

/** Source text of the module `assembly/generated/micro-kernels.ts`. */
export function microKernelSource() {
  const kernels = [1, 2, 3, 4, 5, 6].map(microKernel);
  return ["import { madd } from '../simd';", '', ...kernels].join('\n');
}

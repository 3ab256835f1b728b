// Writes the AssemblyScript source of the GEMM micro-kernels: arrays of vectors do not exist there, so every
// accumulator is a named local.

/**
 * Steps of k per turn of the loop, each with its own way out. A block without branches would be rearranged by some
 * compilers: all loads of all steps first, which leaves no registers for the sums.
 */
const unroll = 2;

/**
 * One kernel for `tiles` tiles below each other, at least one, of `rows` rows by `vectors` times 4 columns: C (+)= A B, a
 * [tiles][k][panel rows] packed with `aStep` bytes from one step to the next, b with any row step. A loop over tiles out
 * here would cost as much as 16 steps of k.
 *
 * With `split`, a row number, one step makes a turn of the loop, and a second way out, never taken, stands before that
 * row: the compilers named above then load the factors of few rows at a time.
 */
function microKernel(name, rows, vectors, split = 0) {
  const sums = (row) => Array.from({ length: vectors }, (_, vector) => `c${row}${vector}`);
  const lines = [
    `export function ${name}(`,
    '  tiles: usize, k: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,',
    '): void {',
    '  for (; tiles > 0; --tiles) {',
    '  let left = k, q = b;',
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
  for (let step = 0; step < (split > 0 ? 1 : unroll); step++) {
    for (let vector = 0; vector < vectors; vector++) lines.push(`    b${vector} = v128.load(q, ${vector * 16});`);
    for (let row = 0; row < rows; row++) {
      if (split > 0 && row === split) lines.push('    if ((left as i32) < 0) break;');
      lines.push(`    s = v128.load32_splat(a, ${row * 4});`);
      sums(row).forEach((sum, vector) => {
        lines.push(`    ${sum} = madd(s, b${vector}, ${sum});`);
      });
    }
    lines.push('    a += aStep;', '    if (--left == 0) break;', '    q += bStep;');
  }
  lines.push('  }');
  const store = (value) => {
    for (let row = 0; row < rows; row++) {
      sums(row).forEach((sum, vector) => {
        lines.push(`    v128.store(c, ${value(sum, vector)}, ${vector * 16});`);
      });
      lines.push('    c += cRow;');
    }
  };
  lines.push('  if (accumulate) {');
  store((sum, vector) => `f32x4.add(v128.load(c, ${vector * 16}), ${sum})`);
  lines.push('  } else {');
  store((sum) => sum);
  lines.push('  }', '  }', '}', '');
  return lines.join('\n');
}

const clearedTile = (tileRows) => [
  '  let b0: v128, b1: v128, s: v128;',
  ...tileRows.map((row) => `  let c${row}0 = f32x4.splat(0), c${row}1 = f32x4.splat(0);`),
];
const multiplyRow = (row, address) => [
  `      s = v128.load32_splat(${address});`,
  `      c${row}0 = madd(s, b0, c${row}0); c${row}1 = madd(s, b1, c${row}1);`,
];

/**
 * ROWS pixels that lie anywhere, by 8 columns. `rows` and `targets` list the addresses of the rows of A and of C, `lines`
 * the offsets in A and in B of runs of `run` neighbouring steps of k, at least one.
 */
function pixelTile(tileRows) {
  const step = (offset) => [
    `      b0 = v128.load(q, ${offset * 32}); b1 = v128.load(q, ${offset * 32 + 16});`,
    ...tileRows.flatMap((row) => multiplyRow(row, `p${row}, ${offset * 4}`)),
    '      if (--left == 0) break;',
  ];
  return [
    'export function pixelTile(lines: usize, table: usize, run: usize, b: usize, rows: usize, targets: usize, column: usize): void {',
    ...clearedTile(tileRows),
    '  for (; lines > 0; --lines) {',
    '    const offset = <usize>load<u32>(table);',
    '    let q = b + <usize>load<u32>(table, 4);',
    '    table += 8;',
    ...tileRows.map((row) => `    let p${row} = <usize>load<u32>(rows, ${row * 4}) + offset;`),
    '    let left = run;',
    '    while (true) {',
    ...Array.from({ length: unroll }, (_, offset) => step(offset)).flat(),
    `      q += ${unroll * 32}; ${tileRows.map((row) => `p${row} += ${unroll * 4};`).join(' ')}`,
    '    }',
    '  }',
    '  let c: usize;',
    ...tileRows.flatMap((row) => [
      `  c = <usize>load<u32>(targets, ${row * 4}) + column;`,
      `  v128.store(c, c${row}0); v128.store(c, c${row}1, 16);`,
    ]),
    '}',
    '',
  ].join('\n');
}

/** A vector at an address: its first `run & 3` lanes where it is `cut`, for what lies behind a run does not count. */
const lanes = (cut, address) => (cut ? `v128.and(v128.load(${address}), inside)` : `v128.load(${address})`);

/**
 * ROWS pixels that lie anywhere, by one column (`dotTile1`) or two (`dotTile2`). The lanes are steps of k: `b` holds a
 * column, the next one lies `bColumn` bytes behind it, and the offsets in B are an eighth of what the table says.
 */
function dotTile(tileRows, columns) {
  const rows = tileRows.map((row) => `p${row}`);
  const pointers = columns === 2 ? ['q', 'r', ...rows] : ['q', ...rows];
  const oneColumn = (cut, sum) => [
    `      b0 = ${lanes(cut, 'q')};`,
    ...tileRows.map((row) => `      s = ${lanes(cut, `p${row}`)}; c${row}${sum} = madd(s, b0, c${row}${sum});`),
  ];
  const twoColumns = (cut) => [
    `      b0 = ${lanes(cut, 'q')}; b1 = ${lanes(cut, 'r')};`,
    ...tileRows.map(
      (row) =>
        `      s = ${lanes(cut, `p${row}`)}; c${row}0 = madd(s, b0, c${row}0); c${row}1 = madd(s, b1, c${row}1);`,
    ),
  ];
  const vector = (cut) => (columns === 2 ? twoColumns(cut) : oneColumn(cut, 0));
  const next = `      ${pointers.map((pointer) => `${pointer} += 16;`).join(' ')} left -= 4;`;
  // Two sums of one column, in turn, hide the latency of an addition.
  const turn = columns === 2 ? [] : ['      if (left < 4) break;', ...oneColumn(false, 1), next];
  const store = (row) =>
    columns === 2
      ? `store<f32>(c, sumLanes(c${row}0)); store<f32>(c, sumLanes(c${row}1), 4);`
      : `store<f32>(c, sumLanes(f32x4.add(c${row}0, c${row}1)));`;
  return [
    `export function dotTile${columns}(lines: usize, table: usize, run: usize, b: usize, ${columns === 2 ? 'bColumn: usize, ' : ''}`,
    '  rows: usize, targets: usize, column: usize): void {',
    ...clearedTile(tileRows),
    '  for (; lines > 0; --lines) {',
    '    const offset = <usize>load<u32>(table);',
    '    let q = b + (<usize>load<u32>(table, 4) >> 3);',
    ...(columns === 2 ? ['    let r = q + bColumn;'] : []),
    '    table += 8;',
    ...tileRows.map((row) => `    let p${row} = <usize>load<u32>(rows, ${row * 4}) + offset;`),
    '    let left = run;',
    '    while (left >= 4) {',
    ...vector(false),
    next,
    ...turn,
    '    }',
    '    if (left > 0) {',
    '      const inside = i32x4.gt_s(i32x4.splat(left as i32), i32x4(0, 1, 2, 3));',
    ...vector(true),
    '    }',
    '  }',
    '  let c: usize;',
    ...tileRows.flatMap((row) => [`  c = <usize>load<u32>(targets, ${row * 4}) + column;`, `  ${store(row)}`]),
    '}',
    '',
  ].join('\n');
}

/**
 * ROWS rows of A that lie anywhere, by 8 columns, where the steps of k are far apart: `lines` runs of `run` steps, at
 * least one, and `step` bytes from one to the next.
 */
function stepTile(tileRows) {
  const oneStep = [
    '      b0 = v128.load(b); b1 = v128.load(b, 16);',
    ...tileRows.flatMap((row) => [...multiplyRow(row, `p${row}`), `      p${row} += step;`]),
    '      b += 32;',
    '      if (--left == 0) break;',
  ];
  return [
    'export function stepTile(lines: usize, offsets: usize, run: usize, step: usize, b: usize,',
    '  rows: usize, targets: usize, column: usize, accumulate: bool): void {',
    ...clearedTile(tileRows),
    '  for (; lines > 0; --lines) {',
    '    const offset = <usize>load<u32>(offsets);',
    '    offsets += 4;',
    ...tileRows.map((row) => `    let p${row} = <usize>load<u32>(rows, ${row * 4}) + offset;`),
    '    let left = run;',
    '    while (true) {',
    ...Array.from({ length: unroll }, () => oneStep).flat(),
    '    }',
    '  }',
    '  let c: usize;',
    ...tileRows.flatMap((row) => [
      `  c = <usize>load<u32>(targets, ${row * 4}) + column;`,
      `  if (accumulate) { c${row}0 = f32x4.add(v128.load(c), c${row}0); c${row}1 = f32x4.add(v128.load(c, 16), c${row}1); }`,
      `  v128.store(c, c${row}0); v128.store(c, c${row}1, 16);`,
    ]),
    '}',
    '',
  ].join('\n');
}

/** Another name for the kernel of so many rows by 8 columns. */
const tilesOf = (what, name, rows) => [
  `/** ${what}, below each other, at least one. */`,
  '@inline',
  `export function ${name}(`,
  '  tiles: usize, k: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,',
  '): void {',
  `  tile${rows}(tiles, k, a, aStep, b, bStep, c, cRow, accumulate);`,
  '}',
];

/**
 * Source text of the module `assembly/generated/micro-kernels.ts`.
 *
 * A fused multiply-add needs 12 sums, 2 vectors of B and 1 factor: 15 of 16 registers with 6 rows. A product and a sum need
 * one register more, and one of the 16 is the compiler's own, so 5 rows are all that fit, and 4 where the rows lie apart.
 */
export function microKernelSource({ fused }) {
  const rows = fused ? 6 : 4;
  const tall = fused ? 6 : 5;
  const tileRows = Array.from({ length: rows }, (_, row) => row);
  const heights = Array.from({ length: tall }, (_, index) => tall - index);
  return [
    "import { madd, sumLanes } from '../simd';",
    '',
    '/** Rows of a panel of A, and of the tiles whose rows lie apart. */',
    `export const ROWS: usize = ${rows};`,
    '/** Rows of a panel of A where a whole product is packed, the most a tile has. */',
    `export const TALL: usize = ${tall};`,
    '',
    ...heights.map((height) => microKernel(`tile${height}`, height, 2, height === 5 && !fused ? 2 : 0)),
    microKernel('narrowTile', tall, 1),
    pixelTile(tileRows),
    dotTile(tileRows, 1),
    dotTile(tileRows, 2),
    stepTile(tileRows),
    ...tilesOf('Tiles of TALL rows', 'tallTiles', tall),
    ...tilesOf('Tiles of TALL - 1 rows', 'shortTiles', tall - 1),
    ...tilesOf('Tiles of ROWS rows', 'rowTiles', rows),
    '/** A tile of `rows` rows, at most TALL, by 8 columns. */',
    'export function tile(',
    '  rows: usize, k: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,',
    '): void {',
    '  switch (rows) {',
    ...heights.map(
      (height) =>
        `    ${height === 1 ? 'default' : `case ${height}`}: tile${height}(1, k, a, aStep, b, bStep, c, cRow, accumulate); return;`,
    ),
    '  }',
    '}',
    '',
  ].join('\n');
}

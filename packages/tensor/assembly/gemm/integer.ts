// Matrix products of int32, modulo 2^32.

/** C[m,n] = A[m,k] B[k,n]. Strides are in bytes; C is contiguous. Fast where the columns of B are. */
export function multiplyIntegers(
  m: usize, n: usize, k: usize, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, c: usize,
): void {
  for (let row: usize = 0; row < m; ++row) {
    memory.fill(c, 0, n * 4);
    for (let step: usize = 0; step < k; ++step) {
      addMultiple(n, load<i32>(a + step * aColumn), b + step * bRow, bColumn, c);
    }
    a += aRow;
    c += n * 4;
  }
}

/** c[n] += factor b[n]. */
function addMultiple(n: usize, factor: i32, b: usize, bColumn: usize, c: usize): void {
  const splat = i32x4.splat(factor);
  if (bColumn == 4) {
    for (; n >= 4; n -= 4) {
      v128.store(c, i32x4.add(v128.load(c), i32x4.mul(splat, v128.load(b))));
      b += 16;
      c += 16;
    }
  }
  for (; n > 0; --n) {
    store<i32>(c, load<i32>(c) + factor * load<i32>(b));
    b += bColumn;
    c += 4;
  }
}

/** Rows to sum the weighted outer products of. */
export interface OuterProducts {
  /** [count, columns]. */
  rows: Float64Array;
  /** [count], weight of each row. */
  scale: Float64Array;
  count: number;
  columns: number;
  /** [columns], increasing: the row of the matrix that a column belongs to. Default: its own number. */
  place?: Int32Array;
}

/**
 * Adds the sum of scale * row row' to the lower triangle of a matrix [size, size]. Four rows at a time, so that the matrix is
 * read and written once for four products.
 */
export function addOuterProducts(matrix: Float64Array, size: number, products: OuterProducts): void {
  const { rows, scale, count, columns, place } = products;
  for (let row = 0; row < count; row += 4) {
    const a = row * columns;
    const b = row + 1 < count ? a + columns : a;
    const c = row + 2 < count ? a + 2 * columns : a;
    const d = row + 3 < count ? a + 3 * columns : a;
    const scaleA = scale[row];
    const scaleB = row + 1 < count ? scale[row + 1] : 0;
    const scaleC = row + 2 < count ? scale[row + 2] : 0;
    const scaleD = row + 3 < count ? scale[row + 3] : 0;
    if (scaleA === 0 && scaleB === 0 && scaleC === 0 && scaleD === 0) continue;
    for (let first = 0; first < columns; first++) {
      const factorA = scaleA * rows[a + first];
      const factorB = scaleB * rows[b + first];
      const factorC = scaleC * rows[c + first];
      const factorD = scaleD * rows[d + first];
      const start = (place ? place[first] : first) * size;
      if (place) {
        for (let second = 0; second <= first; second++) {
          matrix[start + place[second]] +=
            factorA * rows[a + second] +
            factorB * rows[b + second] +
            factorC * rows[c + second] +
            factorD * rows[d + second];
        }
      } else {
        for (let second = 0; second <= first; second++) {
          matrix[start + second] +=
            factorA * rows[a + second] +
            factorB * rows[b + second] +
            factorC * rows[c + second] +
            factorD * rows[d + second];
        }
      }
    }
  }
}

// Where the values of a sequence lie. A token is one step of one sequence; arrays over tokens have their own bytes per token.

/**
 * First token of a sequence: `inner` sequences side by side are `innerTokens` apart, groups of them `outerTokens`. Sequences
 * over the columns of images are such groups: the columns of one image, then those of the next.
 */
@inline
export function firstToken(sequence: usize, inner: usize, outerTokens: usize, innerTokens: usize): usize {
  return inner == 0 ? sequence * innerTokens : (sequence / inner) * outerTokens + (sequence % inner) * innerTokens;
}

/** Copies rows, or clears them where there is no source. */
export function copyOrClear(rows: usize, bytes: usize, source: usize, sourceRow: usize, target: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    if (source == 0) memory.fill(target, 0, bytes);
    else memory.copy(target, source + row * sourceRow, bytes);
    target += bytes;
  }
}

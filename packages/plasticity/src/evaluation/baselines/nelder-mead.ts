/** Settings of {@link nelderMead}. */
export interface NelderMeadOptions {
  /** Length of the edges of the first simplex. Default 0.5. */
  step?: number;
  /** Default 400 for each parameter. */
  maxEvaluations?: number;
  /** Ends where the values at the corners differ by less. Default 1e-8, times the size of the best value. */
  tolerance?: number;
}

/**
 * A minimum of a function of a few numbers without its gradient, by the downhill simplex. Restarted once around its
 * result, because a simplex may collapse early. Values that are not finite count as worst.
 *
 * Source: Nelder and Mead, "A simplex method for function minimization" (1965).
 */
export function nelderMead(
  compute: (point: Float64Array) => number,
  start: ArrayLike<number>,
  options: NelderMeadOptions = {},
): { point: Float64Array; value: number } {
  const first = descend(compute, start, options);
  const second = descend(compute, first.point, options);
  return second.value < first.value ? second : first;
}

interface Corner {
  point: Float64Array;
  value: number;
}

function descend(
  compute: (point: Float64Array) => number,
  start: ArrayLike<number>,
  options: NelderMeadOptions,
): Corner {
  const size = start.length;
  const { step = 0.5, maxEvaluations = 400 * size, tolerance = 1e-8 } = options;
  let evaluations = 0;
  const corner = (point: Float64Array): Corner => {
    evaluations++;
    const value = compute(point);
    return { point, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY };
  };
  const corners = Array.from({ length: size + 1 }, (_, index) => {
    const point = Float64Array.from(start);
    if (index > 0) point[index - 1] += step;
    return corner(point);
  });
  const byValue = () => corners.sort((a, b) => a.value - b.value);
  byValue();
  const spread = () => corners[size].value - corners[0].value;
  while (evaluations < maxEvaluations && spread() > tolerance * (1 + Math.abs(corners[0].value))) {
    const worst = corners[size];
    const centre = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      for (let k = 0; k < size; k++) centre[index] += corners[k].point[index] / size;
    }
    // The point at `factor` times the way from the worst corner through the centre of the others.
    const at = (factor: number) => corner(centre.map((value, index) => value + factor * (value - worst.point[index])));
    const reflected = at(1);
    if (reflected.value < corners[0].value) {
      const expanded = at(2);
      corners[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < corners[size - 1].value) {
      corners[size] = reflected;
    } else {
      const contracted = reflected.value < worst.value ? at(0.5) : at(-0.5);
      if (contracted.value < Math.min(worst.value, reflected.value)) corners[size] = contracted;
      else {
        const [best] = corners;
        for (let k = 1; k <= size; k++) {
          corners[k] = corner(corners[k].point.map((value, index) => 0.5 * (value + best.point[index])));
        }
      }
    }
    byValue();
  }
  return corners[0];
}

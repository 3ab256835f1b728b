// The standard normal distribution function and its inverse in float64, for draws by inversion.

/**
 * Probability that a standard normal number is below `x`. Relative error below 1e-13 for x down to -37, where it becomes 0.
 *
 * Source: near 0 the series of M. Abramowitz and I. Stegun 26.2.11, in the tail the continued fraction 26.2.14.
 */
export function normalProbability(x: number): number {
  if (x > 0) return 1 - normalProbability(-x);
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x > -3) {
    let term = x;
    let sum = x;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  if (x === Number.NEGATIVE_INFINITY) return 0;
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / (fraction - x);
  return density / (fraction - x);
}

/**
 * Inverse of `normalProbability` for p in (0, 1). Relative error about 1e-15.
 *
 * Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988), PPND16.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(centreOver, r)) / horner(centreUnder, r);
  }
  const root = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const r = root <= 5 ? root - 1.6 : root - 5;
  const size = root <= 5 ? horner(middleOver, r) / horner(middleUnder, r) : horner(tailOver, r) / horner(tailUnder, r);
  return q < 0 ? -size : size;
}

// Coefficients of the eight-term rational approximations, highest power first.
const centreOver = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const centreUnder = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const middleOver = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const middleUnder = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const tailOver = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const tailUnder = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

function horner(coefficients: readonly number[], x: number): number {
  let value = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) value = value * x + coefficients[i];
  return value;
}

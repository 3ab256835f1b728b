// Maximum likelihood of the few coefficients of a `LinearUnitProblem`, some of which may have to stay at or below 0.
import { cholesky, choleskySolve, subMatrix } from '../../linear-algebra/cholesky';
import type { LikelihoodAt, LinearUnitProblem } from './linear-unit-problem';

const FIRST_DAMPING = 1e-2;
const LEAST_DAMPING = 1e-12;
/** Added to every diagonal entry before damping, so that a term without information does not move. */
const LEAST_CURVATURE = 1e-3;
/** A step that lowers the loss by less than this share leads to steps with all second derivatives. */
const SMALL = 1e-3;
/** The search ends where a step promises less than this share of the loss. */
const TOLERANCE = 1e-9;
const STEPS = 120;
/** Growth of the curvature since the start, or since 1, beyond which a trajectory counts as chaotic, as in inference. */
const CHAOTIC = 1e6;

/**
 * Gauss-Newton with Levenberg damping; each step minimises its quadratic model within the bounds. When steps gain little, all
 * second derivatives count: with Gauss-Newton alone, fits of a decay creep along curved valleys. Without a term that has w the
 * logits are linear in the coefficients, so that the loss is convex and the result does not depend on the start.
 *
 * @param start [terms], in the order of `problem.places`, within the bounds.
 * @param atMostZero [terms], 1 for a coefficient that may not become positive.
 * @returns the point [terms] and its loss; undefined where the loss at the start is not finite.
 */
export function fitLinearUnit(
  problem: LinearUnitProblem,
  start: Float64Array,
  atMostZero: Uint8Array,
): { point: Float64Array; loss: number } | undefined {
  let point = start;
  let here = problem.at(point);
  if (!Number.isFinite(here.loss)) return undefined;
  const mostCurvature = CHAOTIC * Math.max(1, largestCurvature(here));
  let damping = FIRST_DAMPING;
  let exact = false;
  for (let count = 0; count < STEPS; count++) {
    const step = boundedStep(here, { point, atMostZero, damping, exact });
    if (step) {
      if (!(step.promise > TOLERANCE * here.loss)) break;
      const trial = point.map((value, term) => value + step.change[term]);
      const there = problem.at(trial);
      if (there.loss < here.loss && largestCurvature(there) <= mostCurvature) {
        if (here.loss - there.loss < SMALL * here.loss) exact = true;
        point = trial;
        here = there;
        damping = Math.max(damping / 5, LEAST_DAMPING);
        continue;
      }
    }
    damping *= 8;
  }
  return { point, loss: here.loss };
}

/**
 * Minimises the damped quadratic; coefficients that would pass their bound end at it, and the others move on.
 *
 * @returns the change of the point and the fall of the quadratic; undefined where damping is too small for a minimum.
 */
function boundedStep(
  { gradient, information, curvature }: LikelihoodAt,
  {
    point,
    atMostZero,
    damping,
    exact,
  }: { point: Float64Array; atMostZero: Uint8Array; damping: number; exact: boolean },
): { change: Float64Array; promise: number } | undefined {
  const size = point.length;
  const damped = Float64Array.from(exact ? curvature : information);
  for (let term = 0; term < size; term++) {
    damped[term * size + term] += damping * (information[term * size + term] + LEAST_CURVATURE);
  }
  const change = new Float64Array(size);
  let free = Array.from(change.keys());
  for (;;) {
    const factor = cholesky(subMatrix(damped, size, free), free.length);
    if (!factor) return undefined;
    const downhill = Float64Array.from(free, (term) => -slopeAt(damped, gradient, change, term));
    const move = choleskySolve(factor, free.length, downhill);
    const beyond = free.filter((term, index) => atMostZero[term] && point[term] + move[index] > 0);
    if (beyond.length === 0) {
      free.forEach((term, index) => {
        change[term] = move[index];
      });
      break;
    }
    for (const term of beyond) change[term] = -point[term];
    free = free.filter((term) => !beyond.includes(term));
  }
  let promise = 0;
  for (let term = 0; term < size; term++) {
    promise -= (change[term] * (gradient[term] + slopeAt(damped, gradient, change, term))) / 2;
  }
  return { change, promise };
}

/** Slope of the quadratic by one term behind a change; terms that are still to be found have no change yet. */
function slopeAt(damped: Float64Array, gradient: Float64Array, change: Float64Array, term: number): number {
  let slope = gradient[term];
  for (let other = 0; other < change.length; other++) slope += damped[term * change.length + other] * change[other];
  return slope;
}

/** The largest diagonal entry of the information; Infinity where it is not finite. */
function largestCurvature({ gradient, information }: LikelihoodAt): number {
  const size = gradient.length;
  let largest = 0;
  for (let term = 0; term < size; term++) {
    const value = information[term * size + term];
    if (!Number.isFinite(value) || !Number.isFinite(gradient[term])) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, value);
  }
  return largest;
}

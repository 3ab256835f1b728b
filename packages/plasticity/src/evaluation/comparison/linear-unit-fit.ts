// Maximum likelihood of the few coefficients of a `LinearUnitProblem`, some of which may have to stay at or below 0.
import { cholesky, choleskySolve, subMatrix } from '../../linear-algebra/cholesky';
import type { LikelihoodAt, LinearUnitProblem } from './linear-unit-problem';

const FIRST_DAMPING = 1e-2;
const LEAST_DAMPING = 1e-12;
/** Added to every diagonal entry before damping, so that a term without information does not move. */
const LEAST_CURVATURE = 1e-3;
/** The search ends where a step promises less than this share of the loss. */
const TOLERANCE = 1e-9;
const STEPS = 120;
/** Growth of the curvature since the start, or since 1, beyond which a trajectory counts as chaotic, as in inference. */
const CHAOTIC = 1e6;

/**
 * Fisher scoring with Levenberg damping; each step minimises its quadratic model within the bounds. Without a term that has w
 * the logits are linear in the coefficients, so that the loss is convex and the result does not depend on the start.
 *
 * @param start [terms], in the order of `problem.places`, within the bounds.
 * @param atMostZero [terms], 1 for a coefficient that may not become positive.
 * @returns [terms]; undefined where the loss at the start is not finite.
 */
export function fitLinearUnit(
  problem: LinearUnitProblem,
  start: Float64Array,
  atMostZero: Uint8Array,
): Float64Array | undefined {
  let point = start;
  let here = problem.at(point);
  if (!Number.isFinite(here.loss)) return undefined;
  const mostCurvature = CHAOTIC * Math.max(1, largestCurvature(here));
  let damping = FIRST_DAMPING;
  for (let count = 0; count < STEPS; count++) {
    const step = boundedStep(here, { point, atMostZero, damping });
    if (!(promised(here, step) > TOLERANCE * here.loss)) break;
    const trial = point.map((value, term) => value + step[term]);
    const there = problem.at(trial);
    if (there.loss < here.loss && largestCurvature(there) <= mostCurvature) {
      point = trial;
      here = there;
      damping = Math.max(damping / 5, LEAST_DAMPING);
    } else damping *= 8;
  }
  return point;
}

/** Minimises the damped quadratic; coefficients that would pass their bound end at it, and the others move on. */
function boundedStep(
  { gradient, information }: LikelihoodAt,
  { point, atMostZero, damping }: { point: Float64Array; atMostZero: Uint8Array; damping: number },
): Float64Array {
  const size = point.length;
  const curvature = Float64Array.from(information);
  for (let term = 0; term < size; term++) {
    curvature[term * size + term] += damping * (information[term * size + term] + LEAST_CURVATURE);
  }
  const step = new Float64Array(size);
  let free = Array.from(step.keys());
  for (;;) {
    const factor = cholesky(subMatrix(curvature, size, free), free.length);
    if (!factor) return step.fill(0);
    const downhill = Float64Array.from(free, (term) => {
      let slope = gradient[term];
      for (let other = 0; other < size; other++) {
        if (!free.includes(other)) slope += curvature[term * size + other] * step[other];
      }
      return -slope;
    });
    const move = choleskySolve(factor, free.length, downhill);
    const beyond = free.filter((term, index) => atMostZero[term] && point[term] + move[index] > 0);
    if (beyond.length === 0) {
      free.forEach((term, index) => {
        step[term] = move[index];
      });
      return step;
    }
    for (const term of beyond) step[term] = -point[term];
    free = free.filter((term) => !beyond.includes(term));
  }
}

/** By how much the loss falls in the quadratic model without damping. */
function promised({ gradient, information }: LikelihoodAt, step: Float64Array): number {
  const size = step.length;
  let fall = 0;
  for (let row = 0; row < size; row++) {
    let bend = 0;
    for (let column = 0; column < size; column++) bend += information[row * size + column] * step[column];
    fall -= step[row] * (gradient[row] + bend / 2);
  }
  return fall;
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

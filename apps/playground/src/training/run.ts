/** Held-out figures at one point of a run. */
export interface HeldOutPoint {
  step: number;
  imagesSeen: number;
  /** Fraction in [0, 1]. */
  accuracy: number;
  /** Cross-entropy, nats. */
  loss: number;
}

/** Training loss of one step. */
export interface LossPoint {
  step: number;
  imagesSeen: number;
  /** Cross-entropy with label smoothing, nats. */
  loss: number;
}

export interface RunProgress {
  step: number;
  totalSteps: number;
  epoch: number;
  examplesPerSecond: number;
  secondsLeft: number;
  learningRate: number;
}

/** The points of a list that come before a step: a resumed run repeats what came after its checkpoint. */
export function pointsBefore<Point extends { step: number }>(points: Point[], step: number): Point[] {
  const whole = points.length === 0 || points[points.length - 1].step < step;
  return whole ? points : points.filter((point) => point.step < step);
}

/** Adds points in place of all that are not before the first of them. */
export function withPoints<Point extends { step: number }>(points: Point[], more: readonly Point[]): Point[] {
  return more.length === 0 ? points : pointsBefore(points, more[0].step).concat(more);
}

/** The same for one point, in place, for a list that grows with every step. */
export function replaceFrom<Point extends { step: number }>(points: Point[], point: Point): void {
  while (points.length > 0 && points[points.length - 1].step >= point.step) points.pop();
  points.push(point);
}

import type { Role } from './palette';

/** A point of a curve; `low` and `high` bound its interval where there is one. */
export interface CurvePoint {
  x: number;
  y: number;
  low?: number;
  high?: number;
}

/** A named curve. Dashes tell apart curves of one role. */
export interface Curve {
  /** Written at the end of the curve; empty for a curve that is explained elsewhere. */
  label: string;
  /** Shorter name for narrow figures. */
  short?: string;
  role: Role;
  dash?: string;
  /** Drawn thicker, with a dot at its last point. */
  emphasis?: boolean;
  points: readonly CurvePoint[];
}

/** Largest number of points drawn of one curve. */
const drawnPoints = 240;

/** Averages neighbours so that a long run stays quick to draw; short curves come back unchanged. */
export function thinned(points: readonly CurvePoint[], most = drawnPoints): readonly CurvePoint[] {
  if (points.length <= most) return points;
  const group = Math.ceil(points.length / most);
  const result: CurvePoint[] = [];
  for (let start = 0; start < points.length; start += group) {
    const members = points.slice(start, start + group);
    const mean = (value: (point: CurvePoint) => number) =>
      members.reduce((sum, point) => sum + value(point), 0) / members.length;
    result.push({ x: members[members.length - 1].x, y: mean((point) => point.y) });
  }
  return result;
}

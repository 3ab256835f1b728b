import type { FigureTable } from '../export/table';
import type { Curve } from './curve';

/** All points of some curves, one per row. */
export function curveTable(curves: readonly Curve[], x: string, y: string): FigureTable {
  return {
    columns: ['curve', x, y, 'low', 'high'],
    rows: curves.flatMap(({ label, points }) =>
      points.map((point) => [label, point.x, point.y, point.low ?? '', point.high ?? '']),
    ),
  };
}

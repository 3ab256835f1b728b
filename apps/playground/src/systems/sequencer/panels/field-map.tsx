import { useLayoutEffect, useRef } from 'react';
import type { FieldMap } from '../run';
import { patchSide } from '../settings';

/** How far a map reaches. */
export interface Reach {
  /** Patches from which anything reaches the middle, of all. */
  reached: number;
  all: number;
  /** Mean value of the pixels that are neither in the row nor in the column of the middle patch. */
  offCross: number;
}

/** Counts the patches from which anything reaches the middle. */
export function reachOf({ rows, columns, values }: FieldMap): Reach {
  const across = columns / patchSide;
  const down = rows / patchSide;
  const [middleRow, middleColumn] = middleOf({ rows, columns });
  let reached = 0;
  let off = 0;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      let sum = 0;
      for (let y = row * patchSide; y < (row + 1) * patchSide; y++) {
        for (let x = column * patchSide; x < (column + 1) * patchSide; x++) sum += values[y * columns + x];
      }
      if (sum > 0) reached++;
      if (row !== middleRow && column !== middleColumn) off += sum;
    }
  }
  return { reached, all: across * down, offCross: off / ((across - 1) * (down - 1) * patchSide ** 2) };
}

/** The patch whose receptive field is shown: row and column (count / 2) - 1, as published. */
export const middleOf = ({ rows, columns }: Pick<FieldMap, 'rows' | 'columns'>): [row: number, column: number] => [
  Math.floor(rows / patchSide / 2) - 1,
  Math.floor(columns / patchSide / 2) - 1,
];

/** From black (nothing at all) over blue to a pale yellow (most), rising in lightness all the way. */
const stops = [
  [16, 32, 54],
  [0, 88, 150],
  [60, 160, 210],
  [190, 215, 190],
  [255, 240, 170],
] as const;

function colourOf(value: number): readonly [number, number, number] {
  if (value <= 0) return [0, 0, 0];
  const at = Math.min(value, 1) * (stops.length - 1);
  const below = Math.min(Math.floor(at), stops.length - 2);
  const share = at - below;
  const mix = (channel: 0 | 1 | 2) => stops[below][channel] * (1 - share) + stops[below + 1][channel] * share;
  return [mix(0), mix(1), mix(2)];
}

/** One receptive field, pixel by pixel, with a frame round the patch that it belongs to. */
export function FieldMapImage({ map, label }: { map: FieldMap; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns, values } = map;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(columns, rows);
    values.forEach((value, index) => {
      image.data.set([...colourOf(value), 255], index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [rows, columns, values]);
  const [row, column] = middleOf(map);
  return (
    <div className="field-map">
      <canvas ref={canvas} width={columns} height={rows} role="img" aria-label={label} />
      <span
        className="field-middle"
        aria-hidden="true"
        style={{
          left: `${(100 * column * patchSide) / columns}%`,
          top: `${(100 * row * patchSide) / rows}%`,
          width: `${(100 * patchSide) / columns}%`,
          height: `${(100 * patchSide) / rows}%`,
        }}
      />
    </div>
  );
}

// Small grids of numbers as pictures: one square per number, no smoothing.

/** A picture of rows x columns numbers. */
export interface Picture {
  values: ArrayLike<number>;
  rows: number;
  columns: number;
}

/** Layout of {@link filterFigure}. */
export interface FilterFigureOptions {
  /** Pictures per line; default 8. */
  perLine?: number;
  /** Pixels per number; default 10. */
  cell?: number;
}

/**
 * Pictures side by side on a diverging scale: blue below zero, white at zero, orange above. Every picture has its own scale,
 * symmetric around zero, since what matters is its pattern.
 */
export function filterFigure(
  pictures: readonly Picture[],
  { perLine = 8, cell = 10 }: FilterFigureOptions = {},
): string {
  const gap = 8;
  const pitchX = Math.max(...pictures.map(({ columns }) => columns)) * cell + gap;
  const pitchY = Math.max(...pictures.map(({ rows }) => rows)) * cell + gap;
  const width = Math.min(perLine, pictures.length) * pitchX + gap;
  const height = Math.ceil(pictures.length / perLine) * pitchY + gap;
  const groups = pictures.map(({ values, rows, columns }, index) => {
    const largest = Math.max(...Array.from(values, Math.abs), Number.MIN_VALUE);
    const squares: string[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const colour = diverging(values[row * columns + column] / largest);
        squares.push(
          `<rect x="${column * cell}" y="${row * cell}" width="${cell}" height="${cell}" fill="${colour}"/>`,
        );
      }
    }
    const x = gap + (index % perLine) * pitchX;
    const y = gap + Math.floor(index / perLine) * pitchY;
    return `<g transform="translate(${x},${y})">${squares.join('')}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" shape-rendering="crispEdges" style="background: #e6e6e2">${groups.join('')}</svg>`;
}

/** -1 blue, 0 white, 1 orange (Okabe-Ito). */
function diverging(share: number): string {
  const end = share < 0 ? [0, 114, 178] : [230, 159, 0];
  const amount = Math.min(1, Math.abs(share));
  const channels = end.map((channel) => Math.round(255 + (channel - 255) * amount));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

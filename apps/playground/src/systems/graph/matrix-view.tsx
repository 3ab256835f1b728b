import { useLayoutEffect, useRef } from 'react';

interface Props {
  /** Number of vertices. */
  side: number;
  /** Colour of pair (i, j) as #rrggbb, row by row. */
  colours: readonly string[];
  /** What it shows, in words. */
  description: string;
  caption: string;
}

/** The colours of all pairs of vertices, one square each. */
export function MatrixView({ side, colours, description, caption }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(side, side);
    colours.forEach((colour, pair) => {
      const value = Number.parseInt(colour.slice(1), 16);
      image.data.set([value >> 16, (value >> 8) & 255, value & 255, 255], 4 * pair);
    });
    context.putImageData(image, 0, 0);
  }, [side, colours]);
  return (
    <div className="pair-matrix">
      <canvas ref={canvas} width={side} height={side} role="img" aria-label={description} />
      <p className="small quiet" data-export-text>
        {caption}
      </p>
    </div>
  );
}

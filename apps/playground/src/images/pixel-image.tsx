import { useLayoutEffect, useRef } from 'react';

interface Props {
  /** Grey levels of a square image, row by row. */
  pixels: Uint8Array;
  /** What the picture is, for those who do not see it. */
  label: string;
}

/** One small grey image, drawn pixel by pixel and never blurred. */
export function PixelImage({ pixels, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = Math.round(Math.sqrt(pixels.length));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || side === 0) return;
    const image = context.createImageData(side, side);
    pixels.forEach((grey, index) => {
      image.data.set([grey, grey, grey, 255], index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [pixels, side]);
  return <canvas className="pixel-image" ref={canvas} width={side} height={side} role="img" aria-label={label} />;
}

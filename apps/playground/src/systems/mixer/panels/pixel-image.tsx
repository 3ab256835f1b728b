import { useLayoutEffect, useRef } from 'react';
import { imageSide } from '../run';

interface Props {
  /** 28 x 28 grey levels. */
  pixels: Uint8Array;
  /** What the picture is, for those who do not see it. */
  label: string;
}

/** One small grey image, drawn pixel by pixel and never blurred. */
export function PixelImage({ pixels, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(imageSide, imageSide);
    pixels.forEach((grey, index) => {
      image.data.set([grey, grey, grey, 255], index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [pixels]);
  return (
    <canvas className="pixel-image" ref={canvas} width={imageSide} height={imageSide} role="img" aria-label={label} />
  );
}

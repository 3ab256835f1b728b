import type { ByteImage, HostImage } from '../images/host-image';
import { byteData } from '../images/pixel-math';
import { checkedImageSize, type ImageSize } from './evaluation-image';
import { cropImage, resizeImage } from './resize-image';

/** Values up to this count as background: compression noise and the soft edge of a brush stay out of the bounding box. */
const backgroundLevel = 24;
/** Side of the box around the digit, as a share of the image: 20 of 28 pixels. */
const boxShare = 20 / 28;

/**
 * Places a drawn figure as the MNIST digits are placed: scaled without distortion so that its bounding box fits 20/28 of the
 * size, then moved so that its centre of mass lies in the middle.
 *
 * @param image Light figure on a dark ground, bytes.
 * @param size Default 28.
 * @returns Image of that size; an empty image stays empty.
 * Source: "The MNIST database of handwritten digits": 20x20 box, 28x28 field, centre of mass.
 */
export function centreDigit(image: HostImage, size: ImageSize = 28): ByteImage {
  const [height, width] = checkedImageSize(size);
  const { channels } = image;
  const result = { data: new Uint8Array(height * width * channels), height, width, channels };
  const box = boundingBox(image);
  if (!box) return result;
  const scale = Math.min((height * boxShare) / box.height, (width * boxShare) / box.width);
  const digit = resizeImage(cropImage(image, box), {
    height: Math.max(1, Math.round(box.height * scale)),
    width: Math.max(1, Math.round(box.width * scale)),
  });
  const [centreY, centreX] = centreOfMass(digit);
  const top = clamp(Math.round((height - 1) / 2 - centreY), height - digit.height);
  const left = clamp(Math.round((width - 1) / 2 - centreX), width - digit.width);
  const row = digit.width * channels;
  for (let y = 0; y < digit.height; y++) {
    result.data.set(digit.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  }
  return result;
}

function boundingBox(image: HostImage) {
  const { height, width, channels } = image;
  const data = byteData(image, 'centreDigit');
  let top = height;
  let left = width;
  let bottom = -1;
  let right = -1;
  for (let i = 0; i < data.length; i++) {
    if (data[i] <= backgroundLevel) continue;
    const pixel = Math.floor(i / channels);
    const y = Math.floor(pixel / width);
    const x = pixel % width;
    top = Math.min(top, y);
    left = Math.min(left, x);
    bottom = Math.max(bottom, y);
    right = Math.max(right, x);
  }
  return bottom < 0 ? undefined : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

function centreOfMass({ data, width, channels }: HostImage): [number, number] {
  let mass = 0;
  let y = 0;
  let x = 0;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    mass += data[i];
    y += data[i] * Math.floor(pixel / width);
    x += data[i] * (pixel % width);
  }
  return mass > 0 ? [y / mass, x / mass] : [0, 0];
}

function clamp(value: number, largest: number): number {
  return Math.max(0, Math.min(value, largest));
}

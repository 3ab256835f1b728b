import type { ByteImage, HostImage } from '../images/host-image';
import fixture from './pillow.json';

// Golden values of timm on Pillow; made by tooling/reference/data/pillow.py, which names the versions.

interface StoredImage {
  height: number;
  width: number;
  channels: number;
  data: string;
}

export const fill = fixture.fill;
export const operationCases = fixture.operations;
export const resizeCases = fixture.resizes;
export const evaluationCases = fixture.evaluations;
export const pictures = fixture.images.map(stored);

export function stored({ height, width, channels, data }: StoredImage): ByteImage {
  return { height, width, channels, data: new Uint8Array(Buffer.from(data, 'base64')) };
}

/** Largest difference of two byte images, in grey levels; infinite for different sizes. */
export function largestDifference(a: HostImage, b: HostImage): number {
  if (a.height !== b.height || a.width !== b.width || a.channels !== b.channels) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) largest = Math.max(largest, Math.abs(a.data[i] - b.data[i]));
  return largest;
}

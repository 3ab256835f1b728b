/** One image on the host: height * width * channels values, row-major, channels last. */
export interface HostImage {
  /** Grey levels 0 to 255 as bytes, or normalised values as floats. */
  data: Uint8Array | Float32Array;
  height: number;
  width: number;
  channels: number;
}

/** An image of bytes. */
export interface ByteImage extends HostImage {
  data: Uint8Array;
}

/** The image at `index`, sharing memory with the set. Copy before changing it. */
export function imageAt(
  set: { images: Uint8Array; height: number; width: number; channels: number },
  index: number,
): ByteImage {
  const { height, width, channels } = set;
  const size = height * width * channels;
  return { data: set.images.subarray(index * size, (index + 1) * size), height, width, channels };
}

import type { io } from '@perceptrons/tensor';

/** The bits of the nearest 16-bit float (ties to even), for finite values. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -25) return sign;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  // One unit in the last place is 2^(exponent - 10).
  const scaled = size / 2 ** (exponent - 10);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  return sign | Math.min((exponent + 14) * 1024 + rounded, 0x7c00);
}

/** A safetensors file with all float tensors in half precision, which halves what the page loads. */
export function halfSafetensors(weights: Map<string, io.WeightArray>, metadata: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { data, shape }] of weights) {
    const bytes = new Uint8Array(Uint16Array.from(data, halfBits).buffer);
    header[name] = { dtype: 'F16', shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + encoded.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(encoded.length), true);
  file.set(encoded, 8);
  let at = 8 + encoded.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

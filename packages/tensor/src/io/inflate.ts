/**
 * Expands a raw deflate stream whose expanded size is known.
 *
 * @param size Expected size in bytes; reading stops as soon as more comes out.
 * @returns Exactly `size` bytes, or a sentence that says what is wrong.
 */
export async function inflateRaw(bytes: Uint8Array, size: number): Promise<Uint8Array | string> {
  const result = new Uint8Array(size);
  const decompression = new DecompressionStream('deflate-raw');
  const writer = decompression.writable.getWriter();
  // Errors of the writing side arrive at the reader too.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  const reader = decompression.readable.getReader();
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > size) {
        await reader.cancel();
        return `it expands to more than the ${size} bytes that the archive states`;
      }
      result.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    return `its deflate stream is damaged (${(cause as Error).message})`;
  }
  return filled === size ? result : `it expands to ${filled} bytes, the archive states ${size}`;
}

import { open } from 'node:fs/promises';
import type { Source } from '../io/source';

/**
 * A source over a file of this machine; only the pieces that are asked for are read.
 *
 * Close it, or the file opened on it, when done. The file must not be changed while it is open.
 *
 * @throws the error of Node when the file cannot be opened.
 */
export async function fileSource(path: string | URL): Promise<Source> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return {
    size,
    async read(start, end, signal) {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        signal?.throwIfAborted();
        // Node reads at most 2 GiB in one go; smaller pieces can be stopped.
        const length = Math.min(bytes.length - filled, 2 ** 26);
        const { bytesRead } = await handle.read(bytes, filled, length, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

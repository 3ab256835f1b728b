import { DataError } from '@perceptrons/tensor';
import {
  type DataSetManifest,
  type DataSplits,
  manifestName,
  parseManifest,
  readSplits,
} from '../formats/data-set-files';

/** Settings of `fetchLabelledImages`. */
export interface FetchOptions {
  /** Stops the download; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called as bytes arrive. */
  onProgress?: (event: FetchProgress) => void;
}

/** State of a download. */
export interface FetchProgress {
  /** From 0 to 1, over all files. */
  fraction: number;
  loadedBytes: number;
  totalBytes: number;
}

/** Larger manifests are refused: it names five files. */
const maximumManifestBytes = 2 ** 20;

/**
 * Fetches a data set that `writeDataSet` (or `tooling/scripts/prepare-data.mjs`) wrote, from the page's own server.
 *
 * @param urlBase Folder of `dataset.json`, for example `data/mnist`.
 * @returns Training and test images.
 * @throws DataError `data/fetch` naming the address and what the server answered, `data/manifest`, `data/too-large`, or what
 *   `readIdx` reports.
 */
export async function fetchLabelledImages(
  urlBase: string,
  { signal, onProgress }: FetchOptions = {},
): Promise<DataSplits> {
  const base = urlBase.replace(/\/+$/, '');
  const manifestUrl = `${base}/${manifestName}`;
  const manifest = parseManifest(await fetchBytes(manifestUrl, maximumManifestBytes, signal), manifestUrl);
  const sizes = fileSizes(manifest);
  const totalBytes = Object.values(sizes).reduce((sum, { bytes }) => sum + bytes, 0);
  let finished = 0;
  return readSplits(manifest, base, async (file) => {
    const { bytes, unpacked } = sizes[file];
    const report = (share: number) => {
      const loadedBytes = Math.round(finished + Math.min(1, share) * bytes);
      onProgress?.({ fraction: totalBytes > 0 ? loadedBytes / totalBytes : 1, loadedBytes, totalBytes });
    };
    const result = await fetchBytes(`${base}/${file}`, Math.max(bytes, unpacked), signal, (loaded, decoded) =>
      report(loaded / (decoded ? unpacked : bytes)),
    );
    report(1);
    finished += bytes;
    return result;
  });
}

/** Per file: its size, and the size of the IDX file in it, since a server may unpack gzip on the way. */
function fileSizes({ splits, height, width, channels }: DataSetManifest) {
  const header = 4 + 4 * 4;
  return Object.fromEntries(
    Object.values(splits).flatMap(({ images, labels, count, imageBytes, labelBytes }) => [
      [images, { bytes: imageBytes, unpacked: header + count * height * width * channels }],
      [labels, { bytes: labelBytes, unpacked: header + count }],
    ]),
  );
}

async function fetchBytes(
  url: string,
  maximumBytes: number,
  signal: AbortSignal | undefined,
  onBytes?: (loaded: number, decoded: boolean) => void,
): Promise<Uint8Array> {
  const response = await request(url, signal);
  if (!response.ok || !response.body) {
    throw fetchError(url, `the server answered ${response.status} ${response.statusText}`.trimEnd());
  }
  const decoded = response.headers.get('content-encoding') !== null;
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    if (loaded > maximumBytes) {
      await reader.cancel();
      throw new DataError({
        code: 'data/too-large',
        message: `${url} sends more than the ${maximumBytes} bytes that were expected. The files on the server do not belong together; build them again.`,
      });
    }
    onBytes?.(loaded, decoded);
  }
  const result = new Uint8Array(loaded);
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.length;
  }
  return result;
}

async function request(url: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw fetchError(url, `there was no answer (${(cause as Error).message})`, cause);
  }
}

function fetchError(url: string, problem: string, cause?: unknown): DataError {
  return new DataError({
    code: 'data/fetch',
    cause,
    message: `${url} could not be fetched: ${problem}. Check that the server runs and that the data has been prepared for it.`,
  });
}

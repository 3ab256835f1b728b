import { DataError } from '../errors/perceptrons-error';
import { bytesSource, type Source } from './source';

/** Options of `urlSource`. */
export interface UrlSourceOptions {
  /** Stops every request of this source. */
  signal?: AbortSignal;
  /** Headers sent with every request, for example an authorisation. */
  headers?: Readonly<Record<string, string>>;
  /** Called while bytes arrive, with the bytes received so far, those of repeated requests included, and the size of the file. */
  onProgress?(receivedBytes: number, totalBytes: number | undefined): void;
  /** Stands in for the global `fetch`. */
  fetch?: typeof fetch;
}

// One request brings the header of most files along.
const firstBytes = 2 ** 16;

/**
 * A file behind an address, read by HTTP range requests. Where the server does not answer them, the whole file is
 * downloaded once and kept in memory.
 *
 * @throws DataError `tensor/url` for an answer other than 200 and 206, and when the file changes while it is read.
 */
export async function urlSource(url: string | URL, options: UrlSourceOptions = {}): Promise<Source> {
  const address = String(url);
  const request = options.fetch ?? fetch;
  let received = 0;
  let size: number | undefined;

  async function send(headers: Record<string, string>, signal?: AbortSignal, method = 'GET'): Promise<Response> {
    const signals = [options.signal, signal].filter((one) => one !== undefined);
    const init = { method, headers: { ...options.headers, ...headers }, signal: anyOf(signals) };
    let response: Response;
    try {
      response = await request(address, init);
    } catch (cause) {
      for (const one of signals) one.throwIfAborted();
      throw urlError(address, `could not be fetched (${(cause as Error).message})`, cause);
    }
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    throw urlError(address, `could not be fetched: the server answered ${response.status} ${response.statusText}`);
  }

  async function receive(response: Response): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done || value === undefined) break;
      chunks.push(value);
      length += value.length;
      received += value.length;
      options.onProgress?.(received, size);
    }
    const bytes = new Uint8Array(length);
    let position = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, position);
      position += chunk.length;
    }
    return bytes;
  }

  const first = await send({ Range: `bytes=0-${firstBytes - 1}` });
  // An empty file has no range at all.
  if (first.status === 416) {
    await first.body?.cancel();
    return bytesSource(new Uint8Array(0));
  }
  const total = first.status === 206 ? ((await sizeOf(first)) ?? (await sizeByHead())) : undefined;
  if (total === undefined) return bytesSource(await whole(first));
  size = total;
  const start = await receive(first);
  const version = versionOf(first);

  /** Size of the file from the answer to a range request; hidden from pages of other origins unless the server exposes it. */
  async function sizeOf(response: Response): Promise<number | undefined> {
    const stated = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    return stated === undefined ? undefined : Number(stated);
  }

  async function sizeByHead(): Promise<number | undefined> {
    const length = (await send({}, undefined, 'HEAD')).headers.get('content-length');
    return length === null ? undefined : Number(length);
  }

  /** The whole file, from this answer if it is that. */
  async function whole(response: Response): Promise<Uint8Array> {
    if (response.status === 200) {
      const length = response.headers.get('content-length');
      // With a content encoding the length is that of the compressed bytes.
      if (length !== null && response.headers.get('content-encoding') === null) size = Number(length);
      return receive(response);
    }
    await response.body?.cancel();
    return receive(await send({}));
  }

  return {
    size: total,
    async read(from, to, signal) {
      if (to <= start.length) return start.slice(from, to);
      if (from >= to) return new Uint8Array(0);
      const response = await send({ Range: `bytes=${from}-${to - 1}` }, signal);
      if (response.status !== 206 || versionOf(response) !== version) {
        await response.body?.cancel();
        const problem = response.status === 206 ? 'has changed' : `was answered with status ${response.status}`;
        throw urlError(address, `${problem} while it was read in ranges; open it again`);
      }
      return receive(response);
    },
  };
}

/** What tells two versions of a file apart, where the server says it. */
function versionOf(response: Response): string {
  return `${response.headers.get('etag')} ${response.headers.get('last-modified')}`;
}

function anyOf(signals: AbortSignal[]): AbortSignal | undefined {
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

function urlError(address: string, problem: string, cause?: unknown): DataError {
  return new DataError({
    code: 'tensor/url',
    argument: 'url',
    cause,
    message: `${address} ${problem}. Check the address, and that the server allows requests from this page.`,
  });
}

// Files behind addresses, on this machine and in Blobs, read in pieces. The server runs here, on a free port.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fileSource, openSafetensorsFile, openTorchFile } from '../node';
import {
  blobSource,
  openSafetensors,
  openSafetensorsUrl,
  openShardedSafetensors,
  readAllTensors,
  readSafetensors,
  urlSource,
  type WeightArray,
  writeSafetensors,
  writeShardedSafetensors,
} from './index';

const numbers = (count: number, first: number): WeightArray => ({
  dtype: 'float32',
  shape: [count],
  data: Float32Array.from({ length: count }, (_, i) => first + i),
});
const weights = new Map([
  ['large', numbers(30_000, 0)],
  ['small', numbers(3, 7)],
  ['2', numbers(2000, 9)],
]);
const sharded = writeShardedSafetensors(weights, { maximumFileBytes: 100_000 });

/** How the server answers; changed by the tests. */
let mode: 'ranges' | 'whole' | 'hidden-size' | 'changing' = 'ranges';
let requests: string[] = [];
const files = new Map<string, Uint8Array>([
  ['/model.safetensors', writeSafetensors(weights)],
  ['/empty', new Uint8Array(0)],
  ['/model.safetensors.index.json', new TextEncoder().encode(sharded.index)],
  ...sharded.files.map(({ fileName, bytes }): [string, Uint8Array] => [`/${fileName}`, bytes()]),
]);

function answer({ url = '', method, headers }: IncomingMessage, response: ServerResponse): void {
  const file = files.get(url.split('?')[0]);
  requests.push(`${method} ${url} ${headers.range ?? ''}`.trim());
  if (!file || headers.authorization === 'wrong') {
    response.writeHead(file ? 403 : 404).end('no');
    return;
  }
  const version = mode === 'changing' ? { etag: `"${requests.length}"` } : { etag: '"1"' };
  const range = mode === 'whole' ? undefined : /bytes=(\d+)-(\d+)/.exec(headers.range ?? '');
  if (!range) {
    response.writeHead(200, { ...version, 'content-length': file.length });
    response.end(method === 'HEAD' ? undefined : file);
    return;
  }
  const start = Number(range[1]);
  const end = Math.min(Number(range[2]) + 1, file.length);
  if (start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  const place = mode === 'hidden-size' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${file.length}` };
  response.writeHead(206, { ...version, ...place, 'content-length': end - start }).end(file.subarray(start, end));
}

let server: Server;
let root: string;
let folder: string;
beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  mode = 'ranges';
  requests = [];
});

describe('urlSource', () => {
  it('fetches the header and the tensors that are asked for', async () => {
    const file = await openSafetensors(await urlSource(`${root}/model.safetensors`));
    expect(file.names).toEqual(['2', 'large', 'small']);
    expect(await file.read('small')).toEqual(weights.get('small'));
    const { start, end } = file.entries.get('small')!;
    expect(requests).toEqual([
      'GET /model.safetensors bytes=0-65535',
      `GET /model.safetensors bytes=${start}-${end - 1}`,
    ]);
  });

  it.each([
    ['ignores ranges', 'whole', 1],
    ['hides the size from other origins', 'hidden-size', 3],
  ] as const)('works with a server that %s', async (_, how, count) => {
    mode = how;
    const file = await openSafetensors(await urlSource(`${root}/model.safetensors`));
    expect(await file.read('small')).toEqual(weights.get('small'));
    expect(requests).toHaveLength(count);
  });

  it('reads an empty file', async () => {
    expect((await urlSource(`${root}/empty`)).size).toBe(0);
  });

  it('names the address and the answer of the server', async () => {
    await expect(urlSource(`${root}/absent`)).rejects.toMatchObject({
      code: 'tensor/url',
      message: expect.stringContaining(`${root}/absent could not be fetched: the server answered 404`),
    });
    const headers = { authorization: 'wrong' };
    await expect(urlSource(`${root}/model.safetensors`, { headers })).rejects.toThrow('answered 403');
    await expect(urlSource('http://127.0.0.1:1/x')).rejects.toThrow('http://127.0.0.1:1/x could not be fetched');
  });

  it('refuses a file that changes while it is read', async () => {
    mode = 'changing';
    const file = await openSafetensors(await urlSource(`${root}/model.safetensors`));
    await expect(file.read('small')).rejects.toThrow('has changed while it was read');
    mode = 'whole';
    await expect(file.read('small')).rejects.toThrow('was answered with status 200');
  });

  it('reports the bytes that arrive, and stops when told', async () => {
    const controller = new AbortController();
    const seen: Array<[number, number | undefined]> = [];
    const source = await urlSource(`${root}/model.safetensors`, {
      signal: controller.signal,
      onProgress: (received, total) => seen.push([received, total]),
    });
    expect(seen[seen.length - 1]).toEqual([2 ** 16, source.size]);
    const file = await openSafetensors(source);
    const own = new AbortController();
    own.abort(new Error('not now'));
    await expect(file.read('large', { signal: own.signal })).rejects.toThrow('not now');
    expect((await file.read('large')).data).toHaveLength(30_000);
    controller.abort(new Error('stopped'));
    await expect(file.read('large')).rejects.toThrow('stopped');
  });
});

describe('sharded safetensors', () => {
  it('are written up to a size per file, in the order given', () => {
    expect(sharded.files.map(({ fileName, names }) => [fileName, names])).toEqual([
      ['model-00001-of-00002.safetensors', ['large']],
      ['model-00002-of-00002.safetensors', ['small', '2']],
    ]);
    expect(JSON.parse(sharded.index!)).toEqual({
      metadata: { total_size: 128_012 },
      weight_map: {
        large: 'model-00001-of-00002.safetensors',
        small: 'model-00002-of-00002.safetensors',
        '2': 'model-00002-of-00002.safetensors',
      },
    });
    const whole = writeShardedSafetensors(weights, { name: 'net' });
    expect([whole.index, whole.files.map(({ fileName }) => fileName)]).toEqual([undefined, ['net.safetensors']]);
    expect(readSafetensors(whole.files[0].bytes())).toEqual(weights);
    expect(() => writeShardedSafetensors(weights, { maximumFileBytes: 0 })).toThrow(
      /positive number of bytes, it is 0/,
    );
  });

  it('are read through the address of their index, one file after the other', async () => {
    const file = await openSafetensorsUrl(`${root}/model.safetensors.index.json?key=1`);
    expect(file.names).toEqual(['large', 'small', '2']);
    expect(requests).toHaveLength(1);
    const seen: number[] = [];
    const read = await readAllTensors(file, { onProgress: ({ loadedBytes }) => seen.push(loadedBytes) });
    expect(read).toEqual(weights);
    expect(seen).toEqual([120_000, 128_000, 128_012]);
    expect(requests[1]).toBe('GET /model-00001-of-00002.safetensors?key=1 bytes=0-65535');
    const single = await openSafetensorsUrl(`${root}/model.safetensors`);
    expect(await readAllTensors(single)).toEqual(weights);
  });

  it('are read from files of this machine, which are closed afterwards', async () => {
    const path = join(folder, 'model.safetensors.index.json');
    const file = await openSafetensorsFile(pathToFileURL(path));
    expect(await readAllTensors(file)).toEqual(weights);
    await file.close();
    const single = await openSafetensorsFile(join(folder, 'model.safetensors'));
    expect(await single.read('small')).toEqual(weights.get('small'));
    await single.close();
    await expect(single.read('small')).rejects.toThrow(/closed|EBADF/i);
    await expect(openSafetensorsFile(join(folder, 'absent'))).rejects.toThrow(/ENOENT/);
  });

  it('are read from Blobs', async () => {
    const file = openShardedSafetensors(sharded.index!, (name) =>
      blobSource(new Blob([files.get(`/${name}`)! as BlobPart])),
    );
    expect(file.files).toHaveLength(2);
    expect(await file.read('2')).toEqual(weights.get('2'));
  });

  it('name a tensor that the index promises and the file lacks, and close that file', async () => {
    let closed = 0;
    const index = JSON.stringify({ weight_map: { small: 'a.safetensors', absent: 'a.safetensors' } });
    const file = openShardedSafetensors(index, () => ({
      ...blobSource(new Blob([writeSafetensors({ small: numbers(3, 7) }) as BlobPart])),
      close: async () => void closed++,
    }));
    await expect(file.check()).rejects.toThrow('promises the tensor "absent" in a.safetensors');
    expect(closed).toBe(1);
  });
});

describe('fileSource', () => {
  it('reads pieces and says when the file is shorter', async () => {
    const source = await fileSource(join(folder, 'model.safetensors'));
    expect([...(await source.read(8, 9))]).toEqual([0x7b]);
    expect(await source.read(source.size - 2, source.size + 5)).toHaveLength(2);
    await source.close!();
  });

  it('opens PyTorch files', async () => {
    const file = await openTorchFile(new URL('__fixtures__/views.pt', import.meta.url));
    expect([...(await file.read('scalar')).data]).toEqual([7]);
    await file.close();
    await expect(openTorchFile(join(folder, 'model.safetensors'))).rejects.toThrow('It looks like safetensors');
  });
});

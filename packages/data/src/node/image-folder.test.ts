import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataError } from '@perceptrons/tensor';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageAt } from '../images/host-image';
import { decodeImage } from './decode-image';
import { readImageFolder } from './image-folder';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'image-folder-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function pixels(height: number, width: number, [red, green, blue]: number[]) {
  const data = Buffer.alloc(height * width * 4, 255);
  for (let i = 0; i < data.length; i += 4) data.set([red, green, blue], i);
  return { data, height, width };
}

function png(height: number, width: number, colour: number[]): Buffer {
  const image = new PNG({ height, width });
  image.data = pixels(height, width, colour).data;
  return PNG.sync.write(image);
}

async function folder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  const root = path.join(directory, name);
  await mkdir(root, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), bytes);
  }
  return root;
}

describe('readImageFolder', () => {
  it('reads PNG and JPEG files, one class per sub-folder', async () => {
    const root = await folder('flowers', {
      'rose/b.png': png(4, 5, [200, 0, 0]),
      'rose/a.JPG': jpeg.encode(pixels(4, 5, [0, 0, 250]), 95).data,
      'daisy/1.png': png(4, 5, [255, 255, 255]),
      'daisy/notes.txt': 'passed over',
      'daisy/.hidden.png': 'passed over',
      'readme.md': 'passed over',
    });
    const seen: string[] = [];
    const data = await readImageFolder(root, { onProgress: ({ file }) => seen.push(file) });
    expect(data).toMatchObject({
      name: 'flowers',
      count: 3,
      height: 4,
      width: 5,
      channels: 3,
      classNames: ['daisy', 'rose'],
    });
    expect([...data.labels]).toEqual([0, 1, 1]);
    expect(seen).toEqual(['daisy/1.png', 'rose/a.JPG', 'rose/b.png'].map((file) => path.join(...file.split('/'))));
    expect([...imageAt(data, 2).data.subarray(0, 3)]).toEqual([200, 0, 0]);
    // JPEG at quality 95 keeps a flat blue within a few levels.
    expect(imageAt(data, 1).data[2]).toBeGreaterThan(240);
    const grey = await readImageFolder(root, { channels: 1, fit: { size: 2 } });
    expect(grey).toMatchObject({ height: 2, width: 2, channels: 1 });
    expect([...imageAt(grey, 2).data]).toEqual([60, 60, 60, 60]);
  });

  it.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    ['no class folder', { 'a.png': png(1, 1, [0, 0, 0]) }, /has no sub-folders/],
    [
      'an empty class',
      { 'a/1.png': png(1, 1, [0, 0, 0]), 'b/x.gif': '' },
      /class folder b has no image. Accepted endings: .png, .jpg, .jpeg/,
    ],
    [
      'two sizes',
      { 'a/1.png': png(2, 2, [0, 0, 0]), 'a/2.png': png(2, 3, [0, 0, 0]) },
      /2.png is 2x3, but a.1.png is 2x2. Pass fit/,
    ],
    [
      'a text file named .png',
      { 'a/1.png': 'hello' },
      /1.png cannot be read as an image: its 5 bytes start with 68 65 6c 6c/,
    ],
    [
      'a cut PNG',
      { 'a/1.png': png(9, 9, [1, 2, 3]).subarray(0, 50) },
      /1.png cannot be read as an image: it is damaged/,
    ],
    [
      'a cut JPEG',
      { 'a/1.jpg': jpeg.encode(pixels(64, 64, [9, 9, 9]), 90).data.subarray(0, 100) },
      /1.jpg cannot be read as an image: it is damaged/,
    ],
  ])('names the file and the fault: %s', async (name, files, text) => {
    const reading = readImageFolder(await folder(name, files));
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(text);
  });

  it('reports a folder that does not exist', async () => {
    await expect(readImageFolder(path.join(directory, 'nowhere'))).rejects.toThrow(/nowhere cannot be listed/);
  });

  it('stops when it is cancelled', async () => {
    const root = await folder('cancelled', { 'a/1.png': png(1, 1, [0, 0, 0]) });
    await expect(readImageFolder(root, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('decodeImage', () => {
  it('refuses a PNG that promises more pixels than accepted, before it makes any', () => {
    const huge = png(1, 1, [0, 0, 0]);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    expect(() => decodeImage(huge, 'huge.png')).toThrow(
      /huge.png is too large: 60000x60000 pixels. Accepted: up to 67108864/,
    );
  });

  it('refuses a JPEG that promises more pixels than accepted', () => {
    const { data } = jpeg.encode(pixels(40, 40, [1, 1, 1]), 50);
    expect(() => decodeImage(data, 'big.jpg', 1000)).toThrow(/big.jpg is too large/);
  });
});

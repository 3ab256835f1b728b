import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { crc32, zip } from './zip';

const text = (value: string) => new TextEncoder().encode(value);

describe('zip', () => {
  it('computes the check value of CRC-32', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
  });

  it('writes what another reader reads back', () => {
    const archive = zip({ 'model.json': text('{"a":1}'), 'weights.bin': Uint8Array.of(1, 2, 3) });
    const program =
      'import io,sys,zipfile;z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()));assert z.testzip() is None;' +
      'print({n:list(z.read(n)) for n in z.namelist()})';
    let printed: string;
    try {
      printed = execFileSync('python3', ['-c', program], { input: archive, encoding: 'utf8' });
    } catch (error) {
      // Without Python the layout is checked by hand.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const end = new DataView(archive.buffer, archive.length - 22);
      expect(end.getUint32(0, true)).toBe(0x06054b50);
      expect(end.getUint16(10, true)).toBe(2);
      expect(end.getUint32(16, true) + end.getUint32(12, true)).toBe(archive.length - 22);
      return;
    }
    expect(printed.trim()).toBe("{'model.json': [123, 34, 97, 34, 58, 49, 125], 'weights.bin': [1, 2, 3]}");
  });
});

import { describe, expect, it } from 'vitest';
import { flyFile, matFile } from '../../../testing/fly-file';
import { ownAnimals } from './own-animals';

const settings = { expectedReward: { kind: 'window', length: 10 }, inputStd: 0, seed: 1 } as const;
const bytesOf = (file: Buffer) => Uint8Array.from(file).buffer;
const fly = (name: string) => ({ name, content: bytesOf(flyFile(5)) });
const table = { name: 'mine.csv', content: 'subject,trial,presentation,stimulus,decision,reward\nfly,0,0,1,1,1\n' };

describe('ownAnimals', () => {
  it('reads one fly from each MATLAB file', async () => {
    const animals = await ownAnimals([fly('Fly1.mat'), fly('Fly2.mat')], settings);
    expect(animals.map(({ name, trials, simulated }) => [name, trials, simulated])).toEqual([
      ['Fly1', 5, false],
      ['Fly2', 5, false],
    ]);
    expect([...animals[0].x.slice(0, 4)]).toEqual([0, 0.75, 0.75, 0]);
    expect([...(animals[0].rewards ?? [])]).toEqual([1, 0, 1, 0, 1]);
  });

  it('reads one table', async () => {
    const [animal] = await ownAnimals([table], settings);
    expect(animal).toMatchObject({ name: 'fly', trials: 1 });
  });

  it('says what is wrong with the files', async () => {
    await expect(ownAnimals([], settings)).rejects.toThrow('Pick a file');
    await expect(ownAnimals([table, fly('Fly1.mat')], settings)).rejects.toThrow('2 files, of which 1');
    const other = { name: 'Fly3.mat', content: bytesOf(matFile({ X: [[1], [0]], Y: [[1]] })) };
    await expect(ownAnimals([other], settings)).rejects.toThrow(/Fly3: there is no variable R.*holds X \[1, 2\]/);
    const text = { name: 'Fly4.mat', content: bytesOf(Buffer.from('subject,trial\n')) };
    await expect(ownAnimals([text], settings)).rejects.toThrow('Fly4');
  });
});

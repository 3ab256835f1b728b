import { describe, expect, it } from 'vitest';
import { compare, type Peer } from './compare';
import type { Check, Contender, Sample } from './contender';

interface Recorded extends Peer {
  log: string[];
}

/** A contender that computes `check` and takes `ms` for a step; what happens to it is written to a shared log. */
function fake(name: string, ms: number, check: Check | Error, log: string[] = [], family?: string): Recorded {
  const contender: Contender = {
    name,
    prepare: async () => {
      if (check instanceof Error) throw check;
      return check;
    },
    run: async (steps): Promise<Sample> => {
      log.push(`${name}:${steps}`);
      return { wallMs: ms, cpuMs: ms };
    },
    close: async () => void log.push(`${name}:close`),
  };
  return { name, family, start: () => contender, log };
}

const common = { name: 'case', clock: 'cpu', sampleMs: 10, targets: {}, onProgress: () => {} } as const;
const right: Check = { outputs: [1, 2], losses: [0.5] };

describe('compare', () => {
  it('times contenders in turn, beginning with another one each round', async () => {
    const log: string[] = [];
    const peers = [fake('b', 10, right, log), fake('c', 20, right, log)];
    const { rows } = await compare({ ...common, ours: fake('a', 10, right, log), peers, rounds: 3 });
    expect(log.slice(3, 12)).toEqual(['a:1', 'b:1', 'c:1', 'b:1', 'c:1', 'a:1', 'c:1', 'a:1', 'b:1']);
    expect(rows.map(({ peer, ratio, rounds }) => [peer, ratio, rounds])).toEqual([
      ['b', 1, 3],
      ['c', 2, 3],
    ]);
  });

  it('repeats short steps until a sample is long enough, after a sample that does not count', async () => {
    const log: string[] = [];
    await compare({ ...common, ours: fake('a', 2, right, log), peers: [], rounds: 2 });
    expect(log).toEqual(['a:1', 'a:5', 'a:5', 'a:5', 'a:close']);
  });

  it('counts the steps of a sample again while they get faster', async () => {
    const log: string[] = [];
    const times = [10, 2, 1];
    const ours = fake('a', 1, right, log);
    const contender = ours.start();
    const run = async (steps: number): Promise<Sample> => {
      const sample = await contender.run(steps);
      return { ...sample, wallMs: times.shift() ?? sample.wallMs };
    };
    await compare({
      ...common,
      sampleMs: 20,
      ours: { ...ours, start: () => ({ ...contender, run }) },
      peers: [],
      rounds: 1,
    });
    expect(log).toEqual(['a:1', 'a:2', 'a:10', 'a:20', 'a:20', 'a:close']);
  });

  it('sets the target of a family to its fastest member only', async () => {
    const peers = [fake('slow', 90, right, [], 'stock'), fake('fast', 70, right, [], 'stock'), fake('other', 1, right)];
    const { rows } = await compare({ ...common, ours: fake('a', 10, right), peers, rounds: 1, targets: { stock: 6 } });
    expect(rows.map(({ target, met }) => [target, met])).toEqual([
      [null, null],
      [6, true],
      [null, null],
    ]);
  });

  it('leaves out a peer that computes something else, fails, or has other sizes, and says why', async () => {
    const log: string[] = [];
    const peers = [
      fake('wrong', 1, { outputs: [1, 2.1] }, log),
      fake('unlearning', 1, { outputs: [1, 2], losses: [0.9] }, log),
      fake('short', 1, { outputs: [1] }, log),
      fake('broken', 1, new Error('no memory\nat line 1'), log),
    ];
    const { rows, notes } = await compare({ ...common, ours: fake('a', 1, right), peers, rounds: 1 });
    expect(rows).toEqual([]);
    expect(notes).toEqual([
      'case, wrong: left out, its outputs differ from ours by 5.0e-2 (relative).',
      'case, unlearning: left out, its losses differ from ours by 8.0e-1 (relative).',
      'case, short: left out, it has 1 outputs, ours 2.',
      'case, broken: left out, it failed: no memory.',
    ]);
    expect(log).toEqual(['wrong:close', 'unlearning:close', 'short:close', 'broken:close']);
  });

  it.each([
    ['wallMs', 32, 16],
    ['cpuMs', 32, 16],
    ['cpuMs', 13, 13],
  ] as const)('throws samples away until %s gets no faster, at most %i', async (clock, warmUps, thrownAway) => {
    const log: string[] = [];
    // The first sample finds the number of steps. A single fast one among slow ones does not end the warm-up.
    const times = [12, 12, 7, 12, 12, 12, 12];
    const ours = fake('a', 1, right, log);
    const contender = ours.start();
    const run = async (steps: number): Promise<Sample> => {
      await contender.run(steps);
      return { wallMs: 10, cpuMs: 10, [clock]: times.shift() ?? 10 };
    };
    await compare({
      ...common,
      ours: { ...ours, start: () => ({ ...contender, run }) },
      peers: [],
      rounds: 1,
      warmUps,
    });
    expect(log.filter((line) => line === 'a:1')).toHaveLength(1 + thrownAway + 1);
  });

  it('takes the one sample of a slow peer and does not run it again', async () => {
    const log: string[] = [];
    const slow = { ...right, slow: { wallMs: 5000, cpuMs: 4000 } };
    const peers = [fake('slow', 1, slow, log)];
    const { rows } = await compare({ ...common, ours: fake('a', 10, right), peers, rounds: 3 });
    expect(rows[0]).toMatchObject({ theirs: 4000, theirsWall: 5000, ratio: 400, rounds: 1 });
    expect(log).toEqual(['slow:close']);
  });

  it('ends every contender when ours fails', async () => {
    const log: string[] = [];
    const ours = fake('a', 1, new Error('broken'), log);
    await expect(compare({ ...common, ours, peers: [], rounds: 1 })).rejects.toThrow('broken');
    expect(log).toEqual(['a:close']);
  });
});

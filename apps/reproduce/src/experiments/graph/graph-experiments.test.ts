import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smokeRuns } from '../../framework/__fixtures__/smoke-run';

// Real trainings, a second or two each on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 120_000 });

const smoke = smokeRuns();
let folder: string;

/** 24 graphs, rings of 3 to 8 vertices with and without a chord, in TU format. */
function tuFiles(): Record<string, string> {
  const edges: string[] = [];
  const indicator: number[] = [];
  const labels: number[] = [];
  for (let graph = 0; graph < 24; graph++) {
    const size = 4 + (graph % 5);
    const first = indicator.length + 1;
    const join = (a: number, b: number) => edges.push(`${first + a}, ${first + b}`, `${first + b}, ${first + a}`);
    for (let node = 0; node < size; node++) {
      indicator.push(graph + 1);
      join(node, (node + 1) % size);
    }
    if (graph % 2 === 1) join(0, 2);
    labels.push(graph % 2 === 1 ? 1 : -1);
  }
  return {
    'RINGS_A.txt': edges.join('\n'),
    'RINGS_graph_indicator.txt': indicator.join('\n'),
    'RINGS_graph_labels.txt': labels.join('\n'),
  };
}

/** 30 molecules of two atoms in the files of QM9, with targets that differ. */
function qm9Texts(): { sdf: string; table: string } {
  const atom = (x: number, symbol: string) => `    ${x.toFixed(4)}    0.0000    0.0000 ${symbol}   0  0\n`;
  const molecules = Array.from({ length: 30 }, (_, index) => {
    const atoms = atom(0, index % 2 === 0 ? 'C' : 'N') + atom(1 + index / 100, 'O');
    return `gdb_${index + 1}\n\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n${atoms}  1  2  2  0\nM  END\n$$$$\n`;
  });
  const columns = ['mu', 'alpha', 'homo', 'lumo', 'gap', 'r2', 'zpve', 'u0', 'u298', 'h298', 'g298', 'cv'];
  const rows = molecules.map((_, index) => `gdb_${index + 1},${columns.map((__, at) => at + index / 7).join(',')}`);
  return { sdf: molecules.join(''), table: `mol_id,${columns.join(',')}\n${rows.join('\n')}\n` };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reproduce-graphs-'));
  const rings = path.join(folder, 'tu', 'RINGS');
  await mkdir(rings, { recursive: true });
  for (const [name, text] of Object.entries(tuFiles())) await writeFile(path.join(rings, name), text);
  // One graph with a tag in the format of GIN, ten times, with folds.
  const mutag = path.join(folder, 'tu', 'MUTAG');
  await mkdir(path.join(mutag, '10fold_idx'), { recursive: true });
  const one = (label: number) => `3 ${label}\n0 1 1\n${label} 2 0 2\n0 1 1\n`;
  await writeFile(path.join(mutag, 'MUTAG.txt'), `10\n${Array.from({ length: 10 }, (_, i) => one(i % 2)).join('')}`);
  await writeFile(path.join(mutag, 'tests_train_split.txt'), '0\n1\n2\n3\n4\n5\n6\n');
  await writeFile(path.join(mutag, 'tests_val_split.txt'), '7\n8\n9\n');
  for (const fold of [1, 2]) {
    const test = fold === 1 ? [0, 1, 2] : [3, 4, 5];
    const train = Array.from({ length: 10 }, (_, i) => i).filter((i) => !test.includes(i));
    await writeFile(path.join(mutag, '10fold_idx', `test_idx-${fold}.txt`), test.join('\n'));
    await writeFile(path.join(mutag, '10fold_idx', `train_idx-${fold}.txt`), train.join('\n'));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('tu', () => {
  it('runs the folds of every set below the folder, and compares ways to batch', async () => {
    const { result, record, report } = await smoke('graph/tu', '--data', folder);
    expect(result.claims.map(({ claim }: { claim: string }) => claim)).toEqual([
      'MUTAG: accuracy at the best epoch, mean over 2 published folds, %',
      'MUTAG: accuracy at the last epoch, mean over 2 published folds, %',
      'RINGS: accuracy at the best epoch, mean over 2 drawn folds, %',
      'RINGS: accuracy at the last epoch, mean over 2 drawn folds, %',
    ]);
    expect(result.claims[0].expected).toContain('within 8.7 of 90.55');
    expect(result.claims[2].expected).toBe('> 50.0%, the commonest class');
    expect([...record.results.keys()].filter((name) => name.startsWith('mutag'))).toEqual([
      'mutag-seed0-fold1',
      'mutag-seed0-fold2',
      'mutag-native-setting',
      ...[5, 40].flatMap((size) => ['equal', 'padded', 'sorted'].map((way) => `mutag-batches-${size}-${way}`)),
    ]);
    const fold = record.results.get('rings-seed0-fold1') as { accuracies: number[]; losses: number[] };
    expect([fold.accuracies.length, fold.losses.length]).toEqual([2, 2]);
    expect(report).toContain('published, best epoch');
    expect(report).toMatch(/<td>16-16-16<\/td><td class="number">10<\/td><td>0\.\d+<\/td><td>0\.11<\/td>/);
  });

  it('takes a folder that is one set itself', async () => {
    const { result } = await smoke('graph/tu', '--data', path.join(folder, 'tu', 'RINGS'), '--seed', '1');
    expect(result.claims).toHaveLength(2);
  });
});

describe('tu-settings', () => {
  it('judges settings on the split for that purpose, and needs one', async () => {
    const { result, record } = await smoke('graph/tu-settings', '--data', folder);
    expect(result.claims).toMatchObject([{ expected: '>= 0' }]);
    expect([...record.results.keys()]).toEqual(['candidate1-seed0', 'candidate2-seed0']);
    const { accuracies } = record.results.get('candidate1-seed0') as { accuracies: number[] };
    for (const accuracy of accuracies) expect([0, 1, 2, 3]).toContain(Math.round(1e6 * accuracy * 3) / 1e6);
    await expect(smoke('graph/tu-settings', '--data', path.join(folder, 'tu', 'RINGS'))).rejects.toThrow(
      /None of the sets RINGS has the split/,
    );
  });
});

describe('qm9', () => {
  it('predicts twelve targets where the files are at hand', async () => {
    const files = path.join(folder, 'qm9');
    await mkdir(files, { recursive: true });
    const { sdf, table } = qm9Texts();
    await writeFile(path.join(files, 'gdb9.sdf'), sdf);
    await writeFile(path.join(files, 'gdb9.sdf.csv'), table);
    const { result, record, report } = await smoke('graph/qm9', '--data', folder);
    expect(result.claims).toMatchObject([{ expected: '< 1' }]);
    expect([...record.results.keys()]).toEqual(['qm9-20-molecules']);
    const { testErrors, meanErrors } = record.results.get('qm9-20-molecules') as Record<string, number[]>;
    expect([testErrors.length, meanErrors.length]).toEqual([12, 12]);
    expect(report).toContain('cal/(mol K)');
  });

  it('counts triangles where there are no files, against what 1-WL leaves', async () => {
    const { result, record } = await smoke('graph/qm9');
    const [counts, rounded, cannot, pairs] = result.claims;
    expect(counts.expected).toBe('<= 0.25');
    expect(rounded.expected).toBe('>= 90%');
    expect(cannot).toMatchObject({ expected: '>= 1', holds: true });
    expect(pairs).toMatchObject({ expected: '1, of at least one pair' });
    expect([...record.results.keys()]).toEqual(['ppgn-seed0', 'gin-seed0']);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smokeRuns } from '../../framework/__fixtures__/smoke-run';

// Real networks and trainings, a second or two on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 120_000 });

const smoke = smokeRuns();
let folder: string;

/** Pairs with what 1-WL, 2-FWL and 3-FWL say of them; the third one wrong on purpose. */
const pairs = [
  ['0', 'basic', 'IhEGGC@_G', 'Ihe?GC@@G', '10', '-1', '2', '1'],
  ['60', 'regular-simple', 'EwCW', 'EhEG', '6', '-1', '1', '0'],
  ['110', 'regular-strongly-regular', 'O~`HW}GPHDaNaGPCcPWaN', 'OlfJHsHBGK_\\oHWKeBK_\\', '16', '-1', '3', '1'],
];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reproduce-expressive-'));
  const brec = path.join(folder, 'brec');
  await mkdir(brec);
  const table = (header: string[], columns: number[]) =>
    [header, ...pairs.map((pair) => columns.map((column) => pair[column]))].map((row) => row.join('\t')).join('\n');
  await writeFile(path.join(brec, 'pairs.tsv'), table(['index', 'category', 'g6a', 'g6b'], [0, 1, 2, 3]));
  const header = ['index', 'category', 'n', 'wl1', 'fwl2', 'fwl3'];
  await writeFile(path.join(brec, 'wl-rounds.tsv'), table(header, [0, 1, 4, 5, 6, 7]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('expressive', () => {
  it('compares tests, networks and the trained protocol, and reports a round that differs as failed', async () => {
    const { result, record, report } = await smoke('graph/expressive', '--data', folder);
    const claims = result.claims as { claim: string; value: number; holds: boolean }[];
    const failed = claims.filter(({ holds }) => !holds);
    expect(failed).toEqual([
      expect.objectContaining({
        claim: 'BREC: of 3 first rounds of 2-FWL those that differ from the reference',
        value: 1,
      }),
    ]);
    expect(claims.filter(({ claim }) => claim.includes('untrained PPGN beyond 2-FWL'))).toHaveLength(4);
    expect(claims.at(-1)!.claim).toContain('BREC protocol: pairs distinguished that 2-FWL does not distinguish');
    // Totals are claimed of all 400 pairs alone.
    expect(claims.some(({ claim }) => claim.includes('pairs of 400'))).toBe(false);

    const found = (part: string) => record.results.get(part) as { index: number; round: number | null }[];
    expect(found('2-FWL-basic-of-3-pairs')).toMatchObject([{ index: 0, round: 2 }]);
    expect(found('3-FWL-regular-strongly-regular-of-3-pairs')).toMatchObject([{ index: 110, round: 1 }]);
    const untrained = record.results.get('untrained-ppgn-2-max-batch-seed0-of-3-pairs') as {
      index: number;
      separated: boolean;
    }[];
    expect(untrained.find(({ index }) => index === 110)!.separated).toBe(false);
    expect(untrained.filter(({ separated }) => separated).length).toBeGreaterThan(0);
    expect(report).toContain('edges with one common neighbour');
    expect(report).toContain('PPGN trained by the BREC protocol');
    expect(report).toContain(
      'not run on 2 pairs: 1 of regular-simple with 6 vertices, 1 of regular-strongly-regular with 16 vertices.',
    );
  });

  it('does without the pairs of BREC, and says where they belong', async () => {
    const { result, report } = await smoke('graph/expressive');
    expect(result.claims.every(({ holds }: { holds: boolean }) => holds)).toBe(true);
    expect(report).toContain('The pairs of BREC are not at hand');
  });
});

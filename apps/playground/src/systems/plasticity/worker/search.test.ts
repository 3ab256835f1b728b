import { describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import type { OwnFile, RunMessage } from '../run';
import { type PlasticitySettings, plasticitySettings } from '../settings';
import { search } from './search';
import { trials } from './trials-table';

const base: PlasticitySettings = {
  ...defaults(plasticitySettings),
  units: '1',
  animals: 3,
  trials: 30,
  terms: 'second',
  rule: 'x*r',
};

async function messagesOf(settings: PlasticitySettings, files?: readonly OwnFile[], signal?: AbortSignal) {
  const messages: RunMessage[] = [];
  await search(
    { settings, files },
    {
      signal: signal ?? new AbortController().signal,
      breathe: async () => {},
      send: (message) => messages.push(message),
    },
  );
  const find = <Kind extends RunMessage['kind']>(kind: Kind) =>
    messages.find((message): message is Extract<RunMessage, { kind: Kind }> => message.kind === kind);
  return { messages, description: find('prepared')?.description, end: find('evaluation') };
}

describe('search', () => {
  it('simulates, finds the term that made the data, and judges the rule on fresh animals', async () => {
    const { messages, description, end } = await messagesOf(base);
    expect(description).toMatchObject({ simulated: true, animals: 3, trials: 270, synapses: 2, truth: 'x*r' });
    const losses = messages.flatMap((message) => (message.kind === 'progress' ? message.points : []));
    expect(losses[0].loss).toBeCloseTo(description?.frozenLoss ?? 0, 6);
    expect(losses.at(-1)?.loss).toBeLessThan(losses[0].loss);
    expect(end?.estimate.terms[0]).toMatchObject({ name: 'x*r', truth: 1 });
    expect(end?.estimate.terms[0].value).toBeGreaterThan(0.5);
    expect(end?.estimate.terms[0].error).toBeGreaterThan(0);
    expect(end?.evaluation.fresh).toBe(true);
    expect(end?.evaluation.scores.map(({ kind }) => kind).slice(0, 3)).toEqual(['truth', 'found', 'control']);
    expect(end?.estimate.courses[0].truth).toHaveLength(91);
  });

  it('fits a perceptron, whose picture are cuts through it', async () => {
    const { description, end } = await messagesOf({ ...base, terms: 'perceptron', iterations: 3 });
    expect(end?.estimate).toMatchObject({ kind: 'perceptron', active: 61, terms: [] });
    expect(end?.estimate.parameters).toHaveLength(61);
    const slices = end?.estimate.slices ?? [];
    expect(slices.map(({ variable }) => variable)).toEqual(['x', 'w', 'r']);
    const [rewarded, unrewarded] = slices[0].curves;
    expect([rewarded.name, unrewarded.name]).toEqual(['reward', 'no reward']);
    // The true rule x r: proportional to the input, upwards with a reward above the expected one, else downwards.
    expect(rewarded.truth?.at(-1)).toBeGreaterThan(0.1);
    expect(unrewarded.truth?.at(-1)).toBeLessThan(-0.1);
    expect(rewarded.model).toHaveLength(slices[0].values.length);
    expect(description?.truthLoss).toBeLessThan(description?.frozenLoss ?? 0);
  });

  it('has finite figures for a rule under which weights grow without bound', async () => {
    const { messages, end } = await messagesOf({ ...base, rule: 'x*r^2 - 0.05*x*w*r', iterations: 4 });
    const figures = messages.flatMap((message) => {
      if (message.kind !== 'progress') return [];
      const { terms, courses } = message.estimate;
      return [...terms.map(({ value }) => value), ...courses.flatMap(({ model, truth = [] }) => [...model, ...truth])];
    });
    expect(figures.every(Number.isFinite)).toBe(true);
    expect(end?.evaluation.scores.length).toBeGreaterThan(2);
  });

  it('writes simulated trials as a table, one row for each presentation', async () => {
    const [header, ...rows] = (await trials(base)).trim().split('\r\n');
    expect(header).toBe('subject,trial,presentation,stimulus,decision,reward');
    const { description } = await messagesOf(base);
    expect(rows).toHaveLength(description?.presentations ?? 0);
    expect(rows.filter((row) => row.split(',').at(-2) === '1')).toHaveLength(270);
  });

  it('finds the same rule in a table of the same trials, without claiming a truth', async () => {
    const text = await trials(base);
    const own = await messagesOf({ ...base, data: 'own' }, [{ name: 'mine.csv', content: text }]);
    expect(own.description).toMatchObject({ simulated: false, source: 'mine.csv', animals: 3, trials: 270 });
    expect(own.description?.truth).toBeUndefined();
    expect(own.end?.evaluation).toMatchObject({ fresh: false, animals: 3 });
    expect(own.end?.estimate.courses[0].truth).toBeUndefined();
    const found = own.end?.estimate.terms.find(({ name }) => name === 'x*r');
    expect(found?.value).toBeGreaterThan(0.4);
  });

  it('says what is missing in a table, and that there is none', async () => {
    await expect(messagesOf({ ...base, data: 'own' })).rejects.toThrow('Pick a file');
    const table = [{ name: 'mine.csv', content: 'subject,trial\nfly,0\n' }];
    await expect(messagesOf({ ...base, data: 'own' }, table)).rejects.toMatchObject({
      code: 'plasticity/table-column',
    });
  });

  it('ends with an AbortError when it is cancelled', async () => {
    await expect(messagesOf(base, undefined, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

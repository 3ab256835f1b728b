// Recordings of flies in the raw layout: choices, rewards, and the moments at which the fly crossed odour borders.
import { type MatNumbers, type MatStruct, type MatValue, readMat } from '@perceptrons/data';
import { DataError } from '@perceptrons/tensor';
import { completeRecord, type FlyRecord } from './fly-record';
import { cellError, layoutError, numbersNamed } from './mat-variable';

/** The files of one fly's folder. */
export interface RawFlyFiles {
  /** `choice_order.mat`: [trials, blocks], 1 for odour M, 2 for odour O, 0 for no choice. */
  choiceOrder: Uint8Array | ArrayBuffer;
  /** `reward_order.mat`: [trials, blocks], above 0 where the choice was rewarded. */
  rewardOrder: Uint8Array | ArrayBuffer;
  /** `odor_crossing_1.mat` and so on, one for each block, in order. */
  odorCrossings: readonly (Uint8Array | ArrayBuffer)[];
}

/** How well the crossings of a block explain its choices. */
export interface BlockReport {
  /** From 1. */
  block: number;
  /** Choices for which an entry into that odour was found, in order. */
  matched: number;
  /** Choices listed. */
  total: number;
  /** Entries into an odour: accepts, and rejects before, between and after them. */
  entries: number;
}

export interface RawFly {
  /** Odour 0 is M, odour 1 is O. */
  record: FlyRecord;
  blocks: BlockReport[];
}

const next = 'For files with X, Y and R use readFly.';

/** Odour that a crossing enters; -1 for one that leaves into air. */
const entered = new Map([
  ['AtoM', 0],
  ['OtoM', 0],
  ['AtoO', 1],
  ['MtoO', 1],
  ['MtoA', -1],
  ['OtoA', -1],
]);

/**
 * Reconstructs the presentations of one fly: every entry into an odour is one, and it is an accept if it is the first since
 * the last accept that enters the odour of the next listed choice. This greedy match is a guess: a fly that enters an odour,
 * leaves it and accepts it at a later entry gets its accept too early. Where choices are left over, the guess went wrong.
 *
 * @param options Settings.
 * @param options.name Name of the animal. Default `fly`.
 * @param options.keepMatched Accepts blocks with choices that were not found: only the matched ones are used, with a warning.
 *   Default false: an error that tells the matches of all blocks.
 * @returns The record, with entries after the last accept of each block left out, and a report for each block.
 * @throws DataError `plasticity/unmatched-choices`, `plasticity/mat-layout` for other variables or sizes,
 *   `plasticity/choice`, `plasticity/missing-reward`, `plasticity/crossing` for an unknown kind of crossing,
 *   `plasticity/empty-animal`; and those of `readMat`.
 * Source: layout of the recordings of Rajagopalan et al., PNAS 120 (2023). Not tried on the published files themselves.
 */
export async function readRawFly(
  files: RawFlyFiles,
  { name = 'fly', keepMatched = false }: { name?: string; keepMatched?: boolean } = {},
): Promise<RawFly> {
  const choices = await table(files.choiceOrder, 'choice_order', name);
  const rewards = await table(files.rewardOrder, 'reward_order', name);
  const [trials, count] = choices.shape;
  const sizes = `choice_order is [${choices.shape}], reward_order [${rewards.shape}], crossings of ${files.odorCrossings.length} blocks`;
  if (choices.shape.length !== 2 || `${rewards.shape}` !== `${choices.shape}` || files.odorCrossings.length !== count) {
    throw new DataError({
      code: 'plasticity/mat-layout',
      message: `${name}: the files do not fit each other: ${sizes}. Expected two tables [trials, blocks] and one file of crossings for each block.`,
    });
  }
  const stimuli: number[] = [];
  const decisions: number[] = [];
  const collected: number[] = [];
  const warnings: string[] = [];
  const blocks: BlockReport[] = [];
  for (let block = 0; block < count; block++) {
    const listed = listedChoices(choices, rewards, block, name);
    const entries = await odourEntries(files.odorCrossings[block], block, name, warnings);
    let matched = 0;
    let pending: number[] = [];
    for (const odour of entries) {
      if (matched === listed.length) break;
      pending.push(odour);
      if (odour !== listed[matched].odour) continue;
      stimuli.push(...pending);
      decisions.push(...pending.map((_, index) => (index === pending.length - 1 ? 1 : 0)));
      collected.push(listed[matched].reward);
      matched++;
      pending = [];
    }
    blocks.push({ block: block + 1, matched, total: listed.length, entries: entries.length });
    if (matched < listed.length)
      warnings.push(`block ${block + 1}: only ${matched} of ${listed.length} choices were found`);
    if (listed.length < trials) warnings.push(`block ${block + 1}: ${trials - listed.length} trials have no choice`);
  }
  if (!keepMatched && blocks.some(({ matched, total }) => matched < total)) {
    const report = blocks.map(({ block, matched, total }) => `block ${block}: ${matched} of ${total}`).join(', ');
    throw new DataError({
      code: 'plasticity/unmatched-choices',
      message: `${name}: the crossings do not explain all choices (${report}). Leave this animal out, or pass { keepMatched: true } to use the choices that were found; those before the first gap may be wrong too.`,
    });
  }
  const record: FlyRecord = {
    name,
    odours: 2,
    stimuli: Int32Array.from(stimuli),
    decisions: Int8Array.from(decisions),
    rewards: Float32Array.from(collected),
    warnings,
  };
  return { record: completeRecord(record, false), blocks };
}

async function table(bytes: Uint8Array | ArrayBuffer, variable: string, name: string): Promise<MatNumbers> {
  return numbersNamed(await readMat(bytes, { name: `${name}, ${variable}` }), variable, { name, next });
}

function listedChoices(
  choices: MatNumbers,
  rewards: MatNumbers,
  block: number,
  name: string,
): { odour: number; reward: number }[] {
  const [trials] = choices.shape;
  return Array.from({ length: trials }, (_, trial) => {
    const choice = choices.data[block * trials + trial];
    const reward = rewards.data[block * trials + trial];
    const place = `${name}, row ${trial + 1}, column ${block + 1}`;
    if (choice !== 0 && choice !== 1 && choice !== 2) {
      throw cellError(`${place} of choice_order`, choice, '1 (M), 2 (O) or 0 (no choice)', 'choice');
    }
    if (!Number.isFinite(reward))
      throw cellError(`${place} of reward_order`, reward, 'a finite number', 'missing-reward');
    return { odour: choice - 1, reward: reward > 0 ? 1 : 0 };
  }).filter(({ odour }) => odour >= 0);
}

/** Odours that the fly entered, in order. */
async function odourEntries(
  bytes: Uint8Array | ArrayBuffer,
  block: number,
  name: string,
  warnings: string[],
): Promise<number[]> {
  const file = `${name}, crossings of block ${block + 1}`;
  const variables = await readMat(bytes, { name: file });
  const crossings = variables.get('odor_crossing') ?? [...variables.values()].find((value) => value.kind === 'struct');
  if (crossings?.kind !== 'struct' || !crossings.fields.includes('type')) {
    throw layoutError(file, 'there is no struct array with the field type', variables, next);
  }
  if (timesFallBack(crossings)) warnings.push(`block ${block + 1}: the times of crossings are not in order`);
  return crossings.elements
    .map((crossing, index) => {
      const kind = textOf(crossing.get('type'));
      const odour = kind === undefined ? undefined : entered.get(kind);
      if (odour !== undefined) return odour;
      throw new DataError({
        code: 'plasticity/crossing',
        message: `${file}, crossing ${index + 1} (from 1): its type is ${kind ?? 'not text'}, expected ${[...entered.keys()].join(', ')}. ${next}`,
      });
    })
    .filter((odour) => odour >= 0);
}

function timesFallBack({ elements }: MatStruct): boolean {
  const times = elements
    .map((crossing) => crossing.get('time'))
    .flatMap((time) => (time?.kind === 'numbers' ? time.data[0] : []));
  return times.some((time, index) => index > 0 && time < times[index - 1]);
}

/** Text, also inside of a cell. */
function textOf(value: MatValue | undefined): string | undefined {
  if (value?.kind === 'cell') return textOf(value.elements[0]);
  return value?.kind === 'text' ? value.rows[0]?.trim() : undefined;
}

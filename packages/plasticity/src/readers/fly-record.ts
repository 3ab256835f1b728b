// One recorded animal before it becomes an experiment: which odour, which decision, which reward.
import { DataError } from '@perceptrons/tensor';

/** Presentations in order; the last one is an accept. */
export interface FlyRecord {
  name: string;
  /** Number of different odours, at least 2. */
  odours: number;
  /** [presentations], odour of each, from 0. */
  stimuli: Int32Array;
  /** [presentations], 1 accept, 0 reject. */
  decisions: Int8Array;
  /** [accepts], reward of each trial. */
  rewards: Float32Array;
  /** What was left out or looks odd. Empty for a clean recording. */
  warnings: string[];
}

/**
 * Checks that rewards and accepts go together, and that the record ends with an accept.
 *
 * @param dropTail True: presentations after the last accept are left out, with a warning; false: they are an error.
 * @throws DataError `plasticity/empty-animal`, `plasticity/missing-reward`, `plasticity/tail`.
 */
export function completeRecord(record: FlyRecord, dropTail: boolean): FlyRecord {
  const { name, stimuli, decisions, rewards, warnings } = record;
  const accepts = decisions.reduce((sum, decision) => sum + decision, 0);
  if (accepts === 0) {
    throw new DataError({
      code: 'plasticity/empty-animal',
      message: `${name}: none of the ${decisions.length} presentations was accepted, so there is no trial. Leave this animal out.`,
    });
  }
  if (rewards.length !== accepts) {
    const missing =
      rewards.length < accepts ? `trial ${rewards.length + 1} (from 1) has no reward` : 'some rewards have no trial';
    throw new DataError({
      code: 'plasticity/missing-reward',
      message: `${name}: there are ${accepts} accepts and ${rewards.length} rewards; ${missing}. Every accepted presentation needs one reward, 0 where there was none.`,
    });
  }
  const end = decisions.lastIndexOf(1) + 1;
  const tail = decisions.length - end;
  if (tail === 0) return record;
  if (!dropTail) {
    throw new DataError({
      code: 'plasticity/tail',
      message: `${name}: ${tail} presentations follow the last accept, from row ${end + 1} (from 1). A trial ends with an accept; pass { dropTail: true } to leave them out.`,
    });
  }
  return {
    ...record,
    stimuli: stimuli.slice(0, end),
    decisions: decisions.slice(0, end),
    warnings: [...warnings, `${tail} presentations after the last accept were left out`],
  };
}

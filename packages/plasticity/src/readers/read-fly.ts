// Recordings of flies in the processed layout: variables X, Y and R of one MATLAB file.
import { readMat } from '@perceptrons/data';
import { completeRecord, type FlyRecord } from './fly-record';
import { cellError, layoutError, numbersNamed } from './mat-variable';

const next =
  'Expected X [presentations, 2], Y [presentations] and R [trials]; for choice_order, reward_order and odor_crossing files use readRawFly.';

/**
 * Reads one fly of the processed layout, `Fly1.mat` and so on: X [presentations, odours] with a single 1 in each row, Y
 * [presentations] with 1 for accept and 0 for reject, R with one reward for each accept.
 *
 * The trial of a presentation is the number of accepts before it; the number of trials is not fixed.
 *
 * @param bytes The file, of MATLAB version 5 to 7.
 * @param options Settings.
 * @param options.name Name of the animal. Default `fly`.
 * @param options.dropTail Leaves out presentations after the last accept, with a warning in the result. Default false:
 *   they are an error.
 * @throws DataError `plasticity/mat-layout` for a file with other variables or sizes, `plasticity/stimulus` for a row of X
 *   without exactly one 1, `plasticity/choice` for a decision other than 0 and 1, `plasticity/missing-reward`,
 *   `plasticity/empty-animal`, `plasticity/tail`; and those of `readMat`.
 * Source: layout of the processed recordings of Rajagopalan et al., PNAS 120 (2023), as used by Mehta et al. 2024.
 */
export async function readFly(
  bytes: Uint8Array | ArrayBuffer,
  { name = 'fly', dropTail = false }: { name?: string; dropTail?: boolean } = {},
): Promise<FlyRecord> {
  const variables = await readMat(bytes, { name });
  const [x, y, r] = ['X', 'Y', 'R'].map((variable) => numbersNamed(variables, variable, { name, next }));
  const [presentations, odours] = x.shape;
  if (x.shape.length !== 2 || odours < 2) {
    throw layoutError(name, `X has the sizes [${x.shape}], expected [presentations, 2]`, variables, next);
  }
  if (y.data.length !== presentations) {
    throw layoutError(name, `X has ${presentations} rows, but Y ${y.data.length} decisions`, variables, next);
  }
  const stimuli = Int32Array.from({ length: presentations }, (_, row) => {
    let odour = -1;
    for (let column = 0; column < odours; column++) {
      const value = x.data[column * presentations + row];
      const place = `${name}, row ${row + 1}, column ${column + 1} of X`;
      if (value !== 0 && value !== 1) throw cellError(place, value, '0 or 1', 'stimulus');
      if (value === 1 && odour >= 0) throw cellError(place, value, 'a single 1 in the row', 'stimulus');
      if (value === 1) odour = column;
    }
    if (odour < 0)
      throw cellError(`${name}, row ${row + 1} of X: the sum`, 0, '1, for the odour presented', 'stimulus');
    return odour;
  });
  const decisions = Int8Array.from(y.data, (decision, row) => {
    if (decision === 0 || decision === 1) return decision;
    throw cellError(`${name}, row ${row + 1} of Y: the decision`, decision, '1 (accept) or 0 (reject)', 'choice');
  });
  const rewards = Float32Array.from(r.data, (reward, trial) => {
    if (Number.isFinite(reward)) return reward;
    throw cellError(`${name}, trial ${trial + 1} of R: the reward`, reward, 'a finite number', 'missing-reward');
  });
  return completeRecord({ name, odours, stimuli, decisions, rewards, warnings: [] }, dropTail);
}

import { describe, expect, it } from 'vitest';
import { ThreadChoice } from './thread-choice';

/** Share of calls that take several threads when these run at `rate` times the speed of one. */
function share(choice: ThreadChoice, rate: number, calls: number): number {
  let several = 0;
  for (let call = 0; call < calls; call++) {
    // Calls of a cycle of four sizes, small ones at two thirds of the speed.
    const work = [1, 10, 100, 30][call % 4];
    const taken = choice.next();
    choice.note(taken, work, work / ((taken ? rate : 1) * (work === 1 ? 2 / 3 : 1)));
    if (taken) several++;
  }
  return several / calls;
}

describe('ThreadChoice', () => {
  it('takes several threads while they are faster, one while they are not, and notices when that changes', () => {
    const choice = new ThreadChoice();
    expect(choice.next()).toBe(true);
    expect(share(choice, 1.8, 1000)).toBeGreaterThan(0.92);
    expect(share(choice, 0.6, 1000)).toBeLessThan(0.15);
    expect(share(choice, 1.8, 1000)).toBeGreaterThan(0.75);
  });
});

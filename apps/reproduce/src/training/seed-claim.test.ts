import { summariseSeeds } from '@perceptrons/evaluation';
import { expect, it } from 'vitest';
import { seedClaim } from './seed-claim';

it('holds at the limit with atLeast, and beyond it alone with above', () => {
  const figure = summariseSeeds([-2, -1.5, -1]);
  expect(seedClaim('level', figure, { atLeast: -1.5 })).toEqual({
    claim: 'level',
    value: -1.5,
    interval: [figure.low, figure.high],
    expected: '>= -1.5 points',
    holds: true,
  });
  expect(seedClaim('ahead', figure, { above: -1.5 }, '%')).toMatchObject({ expected: '> -1.5 %', holds: false });
  expect(seedClaim('ahead', summariseSeeds([1]), { above: 0 })).toMatchObject({ interval: null, holds: true });
});

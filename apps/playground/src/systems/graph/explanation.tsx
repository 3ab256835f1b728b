import type { GraphComparison } from '@perceptrons/graph';
import type { TestName } from './settings';

interface Props {
  test: TestName;
  comparison?: GraphComparison;
  round: number;
}

const things = { 1: 'vertices', 2: 'pairs of vertices', 3: 'triples of vertices' } as const;

/** What a round before the last one shows. */
function said({ test, comparison, round }: Props & { comparison: GraphComparison }): string {
  if (round >= comparison.rounds) return comparison.explanation;
  const [a, b] = [comparison.classesA[round], comparison.classesB[round]];
  const what = things[Number(test[0]) as 1 | 2 | 3];
  const colours = a === b ? `${a} ${a === 1 ? 'colour' : 'colours'} of ${what}` : `${a} and ${b} colours of ${what}`;
  const differs = comparison.round !== undefined && round >= comparison.round;
  return round === 0
    ? `Before the first round: ${colours}${differs ? '' : ', equally many of each in both graphs'}.`
    : `After round ${round}: ${colours}${differs ? '' : ', still equally many of each in both graphs'}.`;
}

/** The answer of the test in a sentence. */
export function Explanation({ test, comparison, round }: Props) {
  const ended = comparison !== undefined && round >= comparison.rounds;
  return (
    <div className={`explanation ${ended && comparison.distinguished ? 'parted' : ''}`} data-testid="explanation">
      <p aria-live="polite">{comparison ? said({ test, comparison, round }) : `${test} is being asked…`}</p>
      {comparison?.note && ended ? <p className="small quiet">{comparison.note}</p> : null}
    </div>
  );
}

import { Fragment } from 'react';
import type { Answer } from './comparisons';
import { type TestReport, tupleSize } from './oracles/report';
import { coloured, meaning, rules } from './oracles/test-words';
import { type ColouredRounds, numberOf, type RoundView } from './round-view';
import type { TestName } from './settings';
import { Swatch } from './swatch';

interface Props {
  test: TestName;
  answer: Answer;
  colours?: ColouredRounds;
  view?: RoundView;
  /** Whether A and B are known to be one graph under two numberings. */
  same: boolean;
}

/** More colours than this are counted, not shown. */
const mostShown = 8;

/** What the test sees after the shown round, in the colours of the page; what that means, and how the test works. */
export function Explanation({ test, answer, colours, view, same }: Props) {
  const { report } = answer;
  const ended = report !== undefined && view !== undefined && view.round >= report.rounds;
  return (
    <div className={`explanation ${ended && report.distinguished ? 'parted' : ''}`} data-testid="explanation">
      <div aria-live="polite">
        {report && view && colours ? (
          <>
            <p className="said">{said({ test, report, colours, view })}</p>
            {ended ? (
              <p>
                {same
                  ? 'A and B are one graph under two numberings: no test parts them.'
                  : meaning(test, report.distinguished)}
              </p>
            ) : null}
          </>
        ) : (
          <p className="said">
            {answer.error || answer.cancelled ? `${test} has no answer.` : `${test} is being asked…`}
          </p>
        )}
      </div>
      {report?.note && ended ? <p className="small quiet">{report.note}</p> : null}
      <p className="small quiet">
        <strong>{test}</strong> colours {coloured[test]}. {rules[test]}
      </p>
    </div>
  );
}

interface Said {
  test: TestName;
  report: TestReport;
  colours: ColouredRounds;
  view: RoundView;
}

function said({ test, report, colours, view }: Said) {
  if (view.round < report.rounds) return <Underway test={test} view={view} />;
  return report.distinguished ? (
    <Difference report={report} colours={colours} />
  ) : (
    <Equality test={test} report={report} view={view} />
  );
}

/** Before the end of the test: both graphs have the same colours. */
function Underway({ test, view: { round, bars } }: { test: TestName; view: RoundView }) {
  const when = round === 0 ? 'Before the first round' : `After round ${round}`;
  const count = bars.length;
  return (
    <>
      {when}: {count} {count === 1 ? 'colour' : 'colours'} of {coloured[test]}, equally many of each in both graphs
      <Sizes bars={bars} />.
    </>
  );
}

function Equality({
  test,
  report: { stableRound = 0 },
  view: { bars },
}: {
  test: TestName;
  report: TestReport;
  view: RoundView;
}) {
  const when = stableRound === 0 ? 'Nothing ever changes' : `Nothing changes after round ${stableRound}`;
  const count = bars.length;
  return (
    <>
      {test} cannot part the graphs. {when}: {count === 1 ? 'one colour' : `${count} colours`} of {coloured[test]},
      equally many of each in both graphs
      <Sizes bars={bars} />.
    </>
  );
}

/** How many members each colour has in either graph. */
function Sizes({ bars }: { bars: RoundView['bars'] }) {
  if (bars.length > mostShown) return null;
  return (
    <>
      {' ('}
      {bars.map(({ number, a }, index) => (
        <Fragment key={number}>
          {index > 0 ? ', ' : ''}
          {a} × <Swatch number={number} />
        </Fragment>
      ))}
      )
    </>
  );
}

/** What differs, as the test puts it; its classes get the colours of the page. */
function Difference({ report, colours }: { report: TestReport; colours: ColouredRounds }) {
  const { explanationParts, witness, round = 0, test } = report;
  const things = {
    1: ['vertex', 'vertices'],
    2: ['ordered pair', 'ordered pairs'],
    3: ['ordered triple', 'ordered triples'],
  }[tupleSize(test)];
  const many = (count: number) => (count === 0 ? 'none' : count);
  return (
    <>
      {explanationParts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the sentence is drawn as a whole
          <Fragment key={index}>
            colour <Swatch number={numberOf(colours, part.round, part.colour)} />
          </Fragment>
        ),
      )}
      {witness ? (
        <>
          {' '}
          Colour <Swatch number={numberOf(colours, round, witness.colour)} /> is that of {many(witness.countA)}{' '}
          {things?.[witness.countA === 1 ? 0 : 1]} of A and of {many(witness.countB)} of B
          {witness.countA + witness.countB > 1 ? '; one of them is ringed.' : ', ringed below.'}
        </>
      ) : null}
    </>
  );
}

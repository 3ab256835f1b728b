import { FigureFrame } from '../../../figures/figure-frame';
import { percent } from '../../../text/format';
import { replaceGraphs } from '../graphs-store';
import { type Contestant, modelNames } from '../models';
import type { KnownPair } from '../pairs';
import type { RecordedPair } from '../recorded/recorded-file';
import { recorded } from '../recorded/recorded-runs';
import { ladder } from '../verdict-strip';

/** Steps over which the accuracy at the end is averaged. */
const lastSteps = 5;
const networks: readonly Contestant[] = ['gin', 'ppgn'];

function endAccuracy({ points }: RecordedPair, model: Contestant): number {
  const values = points[model].slice(-lastSteps).map(({ accuracy }) => accuracy);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function Verdict({ round }: { round: number | null }) {
  if (round === null) return 'never';
  return (
    <>
      <span className="word">round </span>
      {round}
    </>
  );
}

/** All named pairs: what each test and each network says. */
export function PairsTable({ known }: { known?: KnownPair }) {
  const { pairs } = recorded;
  const { totalSteps, settings } = pairs[0].description;
  return (
    <FigureFrame
      className="pairs-table"
      title="Who parts which pair"
      finding={`Tests: the first round that parts the pair, from exact colours. Networks: relabelings named right in the last ${lastSteps} of ${totalSteps} training steps, half of them by chance; bold where the outputs differ before any training. Seed ${settings.seed}, default settings.`}
      file="graph-pairs"
      drawn={false}
      table={() => ({
        columns: [
          'pair',
          ...ladder.map((test) => `${test}, round`),
          ...networks.flatMap((model) => [
            `${modelNames[model].name}, untrained gap`,
            `${modelNames[model].name}, accuracy`,
          ]),
        ],
        rows: pairs.map((pair) => [
          pair.title,
          ...ladder.map((test) => pair.rounds[test] ?? 'never'),
          ...networks.flatMap((model) => [pair.description.untrained[model].gap, endAccuracy(pair, model)]),
        ]),
      })}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label="Table of pairs">
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">Pair</th>
              {ladder.map((test) => (
                <th key={test} scope="col">
                  {test}
                </th>
              ))}
              {networks.map((model) => (
                <th key={model} scope="col">
                  {modelNames[model].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <tr key={pair.name} className={pair.name === known?.name ? 'current' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    className="pair-link"
                    onClick={() =>
                      replaceGraphs({ a: pair.description.a, b: pair.description.b }, `choose ${pair.title}`)
                    }
                  >
                    {pair.title}
                  </button>
                </th>
                {ladder.map((test) => (
                  <td key={test} className={pair.rounds[test] === null ? 'quiet' : 'parts'}>
                    <Verdict round={pair.rounds[test]} />
                  </td>
                ))}
                {networks.map((model) => (
                  <td key={model} className={pair.description.untrained[model].separated ? 'parts' : 'quiet'}>
                    {percent(endAccuracy(pair, model), 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </FigureFrame>
  );
}

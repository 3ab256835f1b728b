import { count, percent, points } from '../../../text/format';
import type { SeedRange } from '../../../training/seed-range';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import { accuracyAt, mixerAccuracy } from '../recorded/summary';
import type { Score } from '../run';
import { pointAt, type Shown, square } from '../shown';

interface Props {
  shown: Shown;
  recorded: RecordedExperiment;
}

interface Figure {
  text: string;
  /** Its range, or a remark. */
  range?: string;
  /** There is no figure. */
  absent?: boolean;
}

interface Row {
  name: string;
  sequencer: Figure;
  mixer: Figure;
}

const shownSides = [28, 20, 40, 56];
const rowName = (side: number) => `At ${square(side)}${side === 28 ? ', as trained' : ''}`;
const plain = (text: string): Figure => ({ text });
const millions = (value: number) => plain(`${(value / 1e6).toFixed(2)} million`);
const figureOf = (value: number, low: number, high: number): Figure => ({
  text: percent(value),
  range: `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`,
});
const refusal = (rebuilt?: Figure): Figure => ({
  text: 'cannot run',
  range: rebuilt && `rebuilt: ${rebuilt.text} (${rebuilt.range})`,
  absent: true,
});
const notTrained: Figure = { text: 'not trained', absent: true };
const notMeasured: Figure = { text: 'not yet measured', absent: true };

const ofSeeds = ({ mean, low, high }: SeedRange) => figureOf(mean, low, high);
const ofScore = ({ accuracy, interval: [low, high] }: Score) => figureOf(accuracy, low, high);

function recordedRows(recorded: RecordedExperiment): Row[] {
  const mixer = (side: number) => {
    if (side === 28) return ofSeeds(mixerAccuracy(recorded, 'own'));
    return refusal(side === 56 ? ofSeeds(mixerAccuracy(recorded, 'rebuilt')) : undefined);
  };
  return shownSides.map((side) => ({
    name: rowName(side),
    sequencer: ofSeeds(accuracyAt(recorded, side)),
    mixer: mixer(side),
  }));
}

function ownRows({ sizes, description }: Shown): Row[] {
  return shownSides.map((side) => {
    const point = pointAt(sizes, side);
    const other = point?.mixer && ofScore(point.mixer);
    const mixer = side === 28 ? (other ?? notMeasured) : refusal(other);
    return {
      name: rowName(side),
      sequencer: point ? ofScore(point) : notMeasured,
      mixer: description.costs.mixer ? mixer : notTrained,
    };
  });
}

/** Both models in numbers. */
export function SideBySide({ shown, recorded }: Props) {
  const { description, live, sizes } = shown;
  const { sequencer, mixer } = description.costs;
  const rows: Row[] = [
    {
      name: 'Weights',
      sequencer: plain(count(sequencer.parameters)),
      mixer: mixer ? plain(count(mixer.parameters)) : notTrained,
    },
    {
      name: 'Multiply-adds an image',
      sequencer: millions(sequencer.macs),
      mixer: mixer ? millions(mixer.macs) : notTrained,
    },
    ...(live ? ownRows(shown) : recordedRows(recorded)),
  ];
  const trained = pointAt(sizes, 28);
  const recordedGap = accuracyAt(recorded, 28).mean - mixerAccuracy(recorded, 'own').mean;
  const ownGap = trained?.mixer && trained.accuracy - trained.mixer.accuracy;
  const gap = live ? ownGap : recordedGap;
  const seeds = recorded.file.runs.length;
  return (
    <div className="side-by-side">
      <h3>Side by side</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label="Both models in numbers">
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">What</span>
              </th>
              <th scope="col">Sequencer</th>
              <th scope="col">Mixer</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, sequencer: ours, mixer: theirs }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <FigureCell figure={ours} />
                <FigureCell figure={theirs} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="small quiet numbers">
        Same images, same order, same seed, same recipe.{' '}
        {gap === undefined ? '' : `At ${square(28)} the Sequencer minus the Mixer is ${points(gap)}. `}
        Small: {live ? '95 % bootstrap interval over the held-out images.' : `range of ${seeds} seeds.`} "Rebuilt"
        repeats every token-mixing weight of the Mixer for each of four interleaved 7 × 7 grids: another, larger model
        for 56 × 56 alone.
      </p>
    </div>
  );
}

function FigureCell({ figure: { text, range, absent } }: { figure: Figure }) {
  return (
    <td className={absent ? 'quiet' : undefined}>
      {text} {range ? <span className="small quiet">{range}</span> : null}
    </td>
  );
}

import { percent } from '../../text/format';
import type { Answer } from './comparisons';
import { type Contestant, modelNames } from './models';
import type { Separation } from './run';
import type { TestName } from './settings';

/** Tests in the order of their power. */
export const ladder = ['1-WL', '2-FWL', '3-FWL'] as const;
export type LadderTest = (typeof ladder)[number];

interface Props {
  test: TestName;
  onTest(test: TestName): void;
  answers: Record<LadderTest, Answer>;
  /** Tests that are not asked unless they are chosen: the graphs are large. */
  unasked: readonly LadderTest[];
  /** First rounds of a recorded pair, null for never: shown until the answers are there. */
  recorded?: Record<LadderTest, number | null>;
  /** Of networks with their first weights; undefined where it is not known. */
  separations?: Partial<Record<Contestant, Separation>>;
  /** Why the networks have no answer. */
  unusable?: string;
}

/** What a test says, in two lines. */
function verdictOf(
  { report, error, progress, cancelled }: Answer,
  recorded: number | null | undefined,
  asked: boolean,
): [string, string] {
  const round = report ? (report.round ?? null) : recorded;
  if (round === undefined) {
    if (error) return ['no answer', 'see below'];
    if (cancelled) return ['no answer', 'cancelled'];
    if (!asked) return ['not asked', 'choose it to ask'];
    return ['…', progress ? `round ${progress.round}, ${percent(progress.share, 0)}` : 'is being asked'];
  }
  if (round !== null) return ['parts them', round === 0 ? 'at the start' : `after round ${round}`];
  const stable = report?.stableRound;
  return ['cannot', stable === undefined ? 'in any round' : `stable after round ${stable}`];
}

/** What a test colours, and which test bounds a network. */
const notes = {
  '1-WL': 'colours vertices',
  '2-FWL': 'colours pairs',
  '3-FWL': 'colours triples',
  gin: 'at most 1-WL',
  ppgn: 'at most 2-FWL',
};

/** A gap as a power of ten, "4·10⁻³". */
export function gapText(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (exponent >= -2) return value.toPrecision(2);
  const digits = [...String(-exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${(value / 10 ** exponent).toFixed(0)}·10⁻${digits}`;
}

/** What each test and each untrained network says about the two graphs; a test can be chosen. */
export function VerdictStrip({ test, onTest, answers, unasked, recorded, separations, unusable }: Props) {
  return (
    <div className="verdict-strip">
      <p className="small strip-title">
        Who parts A from B? Three colouring tests by Weisfeiler and Leman, and two networks before any training.
      </p>
      <div className="verdict-tiles">
        <fieldset className="verdict-tests">
          <legend className="visually-hidden">Tests</legend>
          {ladder.map((name) => {
            const [verdict, detail] = verdictOf(answers[name], recorded?.[name], !unasked.includes(name));
            return (
              <button
                key={name}
                type="button"
                className={`verdict-tile ${verdict === 'parts them' ? 'parted' : ''}`}
                aria-pressed={test === name}
                data-testid={`verdict-${name}`}
                onClick={() => onTest(name)}
              >
                <span className="verdict-name">
                  <b>{name}</b> {notes[name]}
                </span>
                <strong>{verdict}</strong>
                <span className="small quiet numbers">{detail}</span>
              </button>
            );
          })}
        </fieldset>
        {(['gin', 'ppgn'] as const).map((model) => {
          const separation = separations?.[model];
          return (
            <div
              key={model}
              className={`verdict-tile network ${modelNames[model].role} ${separation?.separated ? 'parted' : ''}`}
              data-testid={`verdict-${model}`}
            >
              <span className="verdict-name">
                <b>{modelNames[model].name}</b> {notes[model]}
              </span>
              <strong>{separation ? (separation.separated ? 'parts them' : 'cannot') : unusable ? '–' : '…'}</strong>
              <span className="small quiet numbers">
                {separation
                  ? `untrained: gap ${gapText(separation.gap)}, noise ${gapText(separation.relabelingGap)}`
                  : (unusable ?? 'is being asked')}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

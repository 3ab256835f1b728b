import type { ComparisonAnswer } from './comparisons';
import { type Contestant, modelNames } from './models';
import type { Separation } from './run';
import type { TestName } from './settings';

/** Tests in the order of their power. */
export const ladder = ['1-WL', '2-FWL', '3-FWL'] as const;
export type LadderTest = (typeof ladder)[number];

interface Props {
  test: TestName;
  onTest(test: TestName): void;
  answers: Record<LadderTest, ComparisonAnswer>;
  /** First rounds of a recorded pair, null for never: shown until the answers are there. */
  recorded?: Record<LadderTest, number | null>;
  /** Of networks with their first weights; undefined where it is not known. */
  separations?: Partial<Record<Contestant, Separation>>;
  /** Why the networks have no answer. */
  unusable?: string;
}

/** What a test says, in two lines. */
function verdictOf({ comparison, error }: ComparisonAnswer, recorded: number | null | undefined): [string, string] {
  const round = comparison ? (comparison.round ?? null) : recorded;
  if (round === undefined) return error ? ['no answer', 'see below'] : ['…', 'is being asked'];
  if (round !== null) return ['parts them', round === 0 ? 'at the start' : `after round ${round}`];
  const stable = comparison?.stableRound;
  return ['cannot', stable === undefined ? 'in any round' : `stable after round ${stable}`];
}

/** A gap as a power of ten, "4·10⁻³". */
export function gapText(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (exponent >= -2) return value.toPrecision(2);
  const digits = [...String(-exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${(value / 10 ** exponent).toFixed(0)}·10⁻${digits}`;
}

/** What each test and each untrained network says about the two graphs; a test can be chosen. */
export function VerdictStrip({ test, onTest, answers, recorded, separations, unusable }: Props) {
  return (
    <div className="verdict-strip">
      <fieldset className="verdict-tests">
        <legend className="visually-hidden">Tests</legend>
        {ladder.map((name) => {
          const [verdict, detail] = verdictOf(answers[name], recorded?.[name]);
          return (
            <button
              key={name}
              type="button"
              className={`verdict-tile ${verdict === 'parts them' ? 'parted' : ''}`}
              aria-pressed={test === name}
              data-testid={`verdict-${name}`}
              onClick={() => onTest(name)}
            >
              <span className="verdict-name">{name}</span>
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
            <span className="verdict-name">{modelNames[model].name}, untrained</span>
            <strong>{separation ? (separation.separated ? 'parts them' : 'cannot') : unusable ? '–' : '…'}</strong>
            <span className="small quiet numbers">
              {separation
                ? `gap ${gapText(separation.gap)}, noise ${gapText(separation.relabelingGap)}`
                : (unusable ?? 'is being asked')}
            </span>
          </div>
        );
      })}
    </div>
  );
}

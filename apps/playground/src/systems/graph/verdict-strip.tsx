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
  /** Of networks with their first weights; undefined where it is not known. */
  separations?: Partial<Record<Contestant, Separation>>;
  /** Why the networks have no answer. */
  unusable?: string;
}

const verdictOf = ({ comparison, error }: ComparisonAnswer) =>
  comparison ? (comparison.distinguished ? 'parts them' : 'never') : error ? 'no answer' : '…';

const detailOf = ({ comparison, error }: ComparisonAnswer) => {
  if (comparison) return comparison.distinguished ? `after round ${comparison.round}` : 'parts them';
  return error ? 'see below' : 'is being asked';
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
export function VerdictStrip({ test, onTest, answers, separations, unusable }: Props) {
  return (
    <div className="verdict-strip">
      <fieldset className="verdict-tests">
        <legend className="visually-hidden">Tests</legend>
        {ladder.map((name) => (
          <button
            key={name}
            type="button"
            className={`verdict-tile ${answers[name].comparison?.distinguished ? 'parted' : ''}`}
            aria-pressed={test === name}
            data-testid={`verdict-${name}`}
            onClick={() => onTest(name)}
          >
            <span className="verdict-name">{name}</span>
            <strong>{verdictOf(answers[name])}</strong>
            <span className="small quiet numbers">{detailOf(answers[name])}</span>
          </button>
        ))}
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

import { useId } from 'react';
import { percent } from '../../text/format';
import type { RunDescription, SizePoint } from './run';
import { patchSide, sides } from './settings';
import { square } from './shown';

interface Props {
  side: number;
  onSide(side: number): void;
  description: RunDescription;
  /** What was measured at this side. */
  point?: SizePoint;
  /** Whether the run has yet to be measured. */
  waiting: boolean;
  /** What the Mixer itself says about this side. */
  reason?: string;
}

/** The slider of the page: at which size both models get the images, and what each makes of it. */
export function SideControl({ side, onSide, description, point, waiting, reason }: Props) {
  const id = useId();
  const grid = side / patchSide;
  return (
    <div className="side-control" data-testid="side" data-side={side}>
      <div className="side-slider">
        <label htmlFor={id}>
          Show the images at <strong className="numbers">{square(side)}</strong> pixels
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={sides.length - 1}
          step={1}
          value={sides.indexOf(side)}
          aria-valuetext={`${side} by ${side} pixels, ${grid} by ${grid} patches`}
          onChange={(event) => onSide(sides[Number(event.target.value)])}
        />
        <div className="side-ticks numbers" aria-hidden="true">
          {sides.map((tick) => (
            <span key={tick} className={tick === 28 ? 'trained' : undefined}>
              {tick}
            </span>
          ))}
        </div>
      </div>
      <dl className="verdicts numbers">
        <div className="verdict ours">
          <dt>Sequencer</dt>
          <dd data-testid="sequencer-verdict">
            <strong>{point ? percent(point.accuracy) : 'runs'}</strong>
            <span className="small quiet">
              {waiting && !point
                ? `on ${grid} × ${grid} patches; measured when the training ends`
                : `named right on ${grid} × ${grid} patches, with the weights from 28 × 28`}
            </span>
          </dd>
        </div>
        <MixerVerdict side={side} description={description} point={point} reason={reason} />
      </dl>
    </div>
  );
}

function MixerVerdict({ side, description, point, reason }: Pick<Props, 'side' | 'description' | 'point' | 'reason'>) {
  const grid = side / patchSide;
  const { mixer } = description.costs;
  if (!mixer) return null;
  const own = point?.mixer?.rebuilt === false ? point.mixer : undefined;
  const runs = side === 28;
  return (
    <div className={`verdict baseline ${runs ? '' : 'refuses'}`}>
      <dt>Mixer</dt>
      <dd data-testid="mixer-verdict">
        <strong>{own ? percent(own.accuracy) : runs ? 'runs' : 'cannot run'}</strong>
        <span className="small quiet" title={reason}>
          {runs
            ? 'named right, at the only size that it takes'
            : `its token mixing has one weight for each of 7 × 7 patches; here are ${grid} × ${grid}`}
        </span>
      </dd>
    </div>
  );
}

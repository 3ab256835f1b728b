import { useId } from 'react';
import { imageSide } from '../../images/image-data';
import { percent } from '../../text/format';
import type { Contestant } from './models';
import type { RunDescription } from './run';
import { patchSide, sides } from './settings';
import { square } from './shown';

interface Props {
  side: number;
  onSide(side: number): void;
  description: RunDescription;
  /** Accuracies at this side, as far as they are known. */
  accuracy: Partial<Record<Contestant, number>>;
  /** Whether the run has yet to be measured. */
  waiting: boolean;
}

/** The slider of the page: at which size both models get the images, and what each makes of it. */
export function SideControl({ side, onSide, description, accuracy, waiting }: Props) {
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
            <span key={tick} className={tick === imageSide ? 'trained' : undefined}>
              {tick}
            </span>
          ))}
        </div>
      </div>
      <dl className="verdicts numbers">
        <div className="verdict ours">
          <dt>Sequencer</dt>
          <dd data-testid="sequencer-verdict">
            <strong>{accuracy.sequencer === undefined ? 'runs' : percent(accuracy.sequencer)}</strong>
            <span className="small quiet">
              {waiting && accuracy.sequencer === undefined
                ? `on ${grid} × ${grid} patches; measured when the training ends`
                : `named right on ${grid} × ${grid} patches, with the weights from 28 × 28`}
            </span>
          </dd>
        </div>
        {description.costs.mixer ? <MixerVerdict side={side} accuracy={accuracy.mixer} /> : null}
      </dl>
    </div>
  );
}

function MixerVerdict({ side, accuracy }: { side: number; accuracy?: number }) {
  const grid = side / patchSide;
  const runs = side === imageSide;
  return (
    <div className={`verdict baseline ${runs ? '' : 'refuses'}`}>
      <dt>Mixer</dt>
      <dd data-testid="mixer-verdict">
        <strong>{runs ? (accuracy === undefined ? 'runs' : percent(accuracy)) : 'cannot run'}</strong>
        <span className="small quiet">
          {runs
            ? 'named right, at the only size that it takes'
            : `its token mixing has one weight for each of 7 × 7 patches; here are ${grid} × ${grid}`}
        </span>
      </dd>
    </div>
  );
}

import { replaceGraphs } from '../graphs-store';
import { knownPairOf } from '../pairs';
import type { Run } from '../session';
import type { GraphSettings } from '../settings';
import type { Shown } from '../shown';
import { trainingCost } from '../training-cost';
import { AccuracyPanel } from './accuracy-panel';
import { AnswersPanel, type Bounds } from './answers-panel';
import { GapPanel } from './gap-panel';

interface Props {
  shown?: Shown;
  run?: Run;
  /** Whether the run is about the graphs on the stage. */
  runsThese: boolean;
  /** Why these graphs cannot be trained on here. */
  unusable?: string;
  settings: GraphSettings;
  /** Vertices of the larger graph. */
  size: number;
  bounds: Bounds;
}

/** How both networks learn, or what is to be done to see that. */
export default function TrainingPanels({ shown, run, runsThese, unusable, settings, size, bounds }: Props) {
  const elsewhere = run?.description && !runsThese ? run.settings : undefined;
  return (
    <div className="training">
      {elsewhere ? (
        <p className="small other-run">
          Your run is about {knownPairOf(elsewhere)?.title ?? 'other graphs'}.{' '}
          <button
            type="button"
            className="button tiny"
            onClick={() => replaceGraphs({ a: elsewhere.a, b: elsewhere.b }, 'go to the graphs of the run')}
          >
            Show its graphs
          </button>
        </p>
      ) : null}
      {shown ? (
        <div className="stage-panels graph-panels">
          <AnswersPanel shown={shown} bounds={bounds} />
          <AccuracyPanel shown={shown} />
          <GapPanel shown={shown} />
        </div>
      ) : (
        <div className="training-room">
          <h3>Learning to tell them apart</h3>
          <p className="small">
            {unusable
              ? `${unusable} One step of PPGN would take about ${trainingCost(size, settings)}.`
              : 'Train both networks to see whether they learn to tell relabelings of A from relabelings of B.'}
          </p>
        </div>
      )}
    </div>
  );
}

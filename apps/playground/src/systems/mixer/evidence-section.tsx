import { useMemo } from 'react';
import { count } from '../../text/format';
import { ConfusionPanel } from './panels/confusion-panel';
import { FinalAccuracyPanel } from './panels/final-accuracy-panel';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import type { Shown } from './shown';

interface Props {
  shown: Shown;
  recorded: RecordedExperiment;
}

/** The runs against their baselines and the control, and where the shown model goes wrong. */
export function EvidenceSection({ shown, recorded }: Props) {
  const { file } = recorded;
  const { description, evaluation, live } = shown;
  const own = useMemo(
    () => (live && evaluation ? { settings: description.settings, evaluation } : undefined),
    [live, evaluation, description],
  );
  return (
    <section aria-labelledby="evidence">
      <div className="section-title">
        <h2 id="evidence">Evidence</h2>
        <p className="small quiet">
          Same recipe for all: {count(file.trainImages)} images, {file.settings.epochs} epochs, AdamW; scored on{' '}
          {count(file.heldOutImages)} held-out images.
        </p>
      </div>
      <div className="evidence-panels">
        <FinalAccuracyPanel recorded={recorded} own={own} />
        <ConfusionPanel description={description} evaluation={evaluation} />
      </div>
    </section>
  );
}

import { count } from '../../text/format';
import { ClassesPanel } from './panels/classes-panel';
import { SideBySide } from './panels/side-by-side';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import type { Shown } from './shown';

interface Props {
  shown: Shown;
  recorded: RecordedExperiment;
}

/** Both models in numbers, and where the accuracy goes when the size changes. */
export default function EvidenceSection({ shown, recorded }: Props) {
  const { description, sizes } = shown;
  return (
    <section aria-labelledby="evidence">
      <div className="section-title">
        <h2 id="evidence">Evidence</h2>
        <p className="small quiet">
          {count(description.trainImages)} images, {description.settings.epochs} epochs, AdamW; scored on{' '}
          {count(description.heldOutImages)} held-out images, resized bilinearly.
        </p>
      </div>
      <div className="evidence-panels">
        <SideBySide shown={shown} recorded={recorded} />
        <ClassesPanel classNames={description.classNames} sizes={sizes} />
      </div>
    </section>
  );
}

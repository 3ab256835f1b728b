import type { RecordedExperiment } from '../recorded/recorded-experiment';
import type { Shown } from '../shown';
import { CoursePanel } from './course-panel';
import { LossesPanel } from './losses-panel';

/** How both models learn: accuracy and loss. At the end of the stage, so its code comes after that of the first figures. */
export default function LearningPanels({ shown, recorded }: { shown: Shown; recorded: RecordedExperiment }) {
  return (
    <>
      <CoursePanel shown={shown} recorded={recorded} />
      <LossesPanel shown={shown} />
    </>
  );
}

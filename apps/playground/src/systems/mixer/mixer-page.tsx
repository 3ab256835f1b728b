import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useStore } from '../../engine/store';
import { useSettings } from '../../settings/use-settings';
import { ErrorPanel } from '../../shell/error-panel';
import './mixer.css';
import { AnswerSection } from './answer-section';
import { ControlPanel } from './control-panel';
import { EvidenceSection } from './evidence-section';
import { LimitsSection } from './limits-section';
import { useRecorded } from './recorded/use-recorded';
import { session } from './session';
import { mixerSettings } from './settings';
import { shownOf } from './shown';
import { Stage } from './stage';

/** Far below the stage: its code comes after that of the first figures. */
const CodeSection = lazy(() => import('./code-section'));

/** Can an image model do without attention and convolution? */
export default function MixerPage() {
  const { values, change } = useSettings(mixerSettings);
  const { run } = useStore(session.store);
  const recorded = useRecorded(run?.settings.data ?? values.data);
  const shown = useMemo(() => shownOf(run, recorded), [run, recorded]);

  useEffect(() => {
    void session.restore();
  }, []);

  return (
    <div className="page">
      <AnswerSection />
      <div className="workbench">
        <div className="stage-column">
          {run?.error ? (
            <ErrorPanel error={run.error} advice="Change the settings and train again." onDismiss={session.reset} />
          ) : null}
          <Stage run={run} shown={shown} recorded={recorded} settings={values} />
        </div>
        <ControlPanel values={values} change={change} />
      </div>
      <EvidenceSection shown={shown} recorded={recorded} />
      <Suspense>
        <CodeSection settings={values} />
      </Suspense>
      <LimitsSection recorded={recorded} />
    </div>
  );
}

import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useStore } from '../../engine/store';
import { useSettings } from '../../settings/use-settings';
import { ErrorPanel } from '../../shell/error-panel';
import './sequencer.css';
import { AnswerSection } from './answer-section';
import { ControlPanel } from './control-panel';
import { recorded } from './recorded/recorded';
import { session } from './session';
import { sequencerSettings } from './settings';
import { shownOf } from './shown';
import { Stage } from './stage';

/** Below the stage: the code of these comes after that of the first figures. */
const EvidenceSection = lazy(() => import('./evidence-section'));
const LimitsSection = lazy(() => import('./limits-section'));
const CodeSection = lazy(() => import('./code-section'));

/** Can an LSTM read an image of any size? */
export default function SequencerPage() {
  const { values, change } = useSettings(sequencerSettings);
  const { run } = useStore(session.store);
  const shown = useMemo(() => shownOf(run, recorded), [run]);

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
          <Stage run={run} shown={shown} recorded={recorded} settings={values} change={change} />
        </div>
        <ControlPanel values={values} change={change} />
      </div>
      <Suspense>
        <EvidenceSection shown={shown} recorded={recorded} />
        <CodeSection settings={values} />
        <LimitsSection />
      </Suspense>
    </div>
  );
}

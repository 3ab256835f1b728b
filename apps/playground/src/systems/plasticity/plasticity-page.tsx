import { lazy, Suspense, useMemo } from 'react';
import { useStore } from '../../engine/store';
import { useSettings } from '../../settings/use-settings';
import { ErrorPanel } from '../../shell/error-panel';
import './plasticity.css';
import { AnswerSection } from './answer-section';
import { ControlPanel } from './control-panel';
import { EvidenceSection } from './evidence-section';
import { LimitsSection } from './limits-section';
import { problemOf } from './problem-of';
import { recordedRun } from './recorded/recorded-run';
import { resetRun, sessionStore } from './session';
import { plasticitySettings } from './settings';
import { shownOf } from './shown';
import { Stage } from './stage';

/** Far below the stage: the code of these comes after that of the first figures. */
const CodeSection = lazy(() => import('./code-section'));
const CertaintySection = lazy(() => import('./certainty-section'));

/** Which rule changed these synapses? */
export default function PlasticityPage() {
  const { values, change } = useSettings(plasticitySettings);
  const { run } = useStore(sessionStore);
  const shown = useMemo(() => shownOf(run, recordedRun), [run]);
  return (
    <div className="page">
      <AnswerSection />
      <div className="workbench">
        <div className="stage-column">
          {run?.error ? (
            <ErrorPanel error={run.error} {...problemOf(run.error, run.settings)} onDismiss={resetRun} />
          ) : null}
          <Stage run={run} shown={shown} settings={values} />
        </div>
        <ControlPanel values={values} change={change} />
      </div>
      <EvidenceSection shown={shown} />
      <Suspense>
        <CertaintySection run={run} shown={shown} />
        <CodeSection settings={values} />
      </Suspense>
      <LimitsSection shown={shown} />
    </div>
  );
}

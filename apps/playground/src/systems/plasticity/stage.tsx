import { lazy, Suspense } from 'react';
import { Announcer } from './announcer';
import { CoursesPanel } from './panels/courses-panel';
import { LossPanel } from './panels/loss-panel';
import { TermsPanel } from './panels/terms-panel';
import { RuleBanner } from './rule-banner';
import { RunActions } from './run-actions';
import { RunProgress } from './run-progress';
import { RunTitle } from './run-title';
import { SaturationNote } from './saturation-note';
import type { Run } from './session';
import type { PlasticitySettings } from './settings';
import type { Shown } from './shown';

/** Only a perceptron needs it. */
const SlicesPanel = lazy(() => import('./panels/slices-panel'));

interface Props {
  run?: Run;
  shown: Shown;
  /** Settings of the next search. */
  settings: PlasticitySettings;
}

/** The live figure: the rule as it is found, its terms, its weights, its loss. */
export function Stage({ run, shown, settings }: Props) {
  const { description, estimate, points } = shown;
  return (
    <section className="stage" aria-label="Stage" data-testid="stage" data-status={run?.status ?? 'recorded'}>
      <header className="stage-head">
        <RunTitle run={run} shown={shown} />
        <RunActions run={run} shown={shown} settings={settings} />
      </header>
      {run ? <RunProgress run={run} /> : null}
      <RuleBanner shown={shown} />
      <SaturationNote description={description} />
      <div className={`stage-panels ${estimate.kind}`}>
        {estimate.slices ? (
          <Suspense>
            <SlicesPanel description={description} slices={estimate.slices} />
          </Suspense>
        ) : (
          <TermsPanel description={description} estimate={estimate} />
        )}
        <CoursesPanel description={description} estimate={estimate} />
        <LossPanel description={description} points={points} />
      </div>
      <Announcer run={run} />
    </section>
  );
}

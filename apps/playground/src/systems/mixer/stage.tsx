import { Announcer } from './announcer';
import { AccuracyPanel } from './panels/accuracy-panel';
import { FiltersPanel } from './panels/filters-panel';
import { LossPanel } from './panels/loss-panel';
import { SamplesPanel } from './panels/samples-panel';
import { TryPanel } from './panels/try-panel';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import { RunActions } from './run-actions';
import { RunProgressBar } from './run-progress';
import { RunTitle } from './run-title';
import type { Run } from './session';
import type { MixerSettings } from './settings';
import type { Shown } from './shown';

interface Props {
  run?: Run;
  shown: Shown;
  recorded: RecordedExperiment;
  /** Settings of the next training. */
  settings: MixerSettings;
}

/** The live figure: how the model learns, what it says, and what its token mixing looks like. */
export function Stage({ run, shown, recorded, settings }: Props) {
  const { description, heldOut, evaluation, live } = shown;
  return (
    <section className="stage" aria-label="Stage" data-testid="stage" data-status={run?.status ?? 'recorded'}>
      <header className="stage-head">
        <RunTitle run={run} shown={shown} />
        <RunActions run={run} settings={settings} />
      </header>
      {run ? <RunProgressBar run={run} /> : null}
      <div className="stage-panels">
        <AccuracyPanel description={description} heldOut={heldOut} live={live} recorded={recorded} />
        <TryPanel description={description} showcase={evaluation?.samples[0]} />
        <SamplesPanel description={description} evaluation={evaluation} />
        <FiltersPanel description={description} evaluation={evaluation} />
        <LossPanel shown={shown} recorded={recorded} />
      </div>
      <Announcer run={run} />
    </section>
  );
}

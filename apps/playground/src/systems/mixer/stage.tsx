import { useMemo } from 'react';
import { imageSide } from '../../images/image-data';
import { TryPanel } from '../../images/try-panel';
import { Announcer } from '../../training/announcer';
import { DownloadMenu } from '../../training/download-menu';
import { RunActions } from '../../training/run-actions';
import { RunProgressBar } from '../../training/run-progress';
import { AccuracyPanel } from './panels/accuracy-panel';
import { FiltersPanel } from './panels/filters-panel';
import { LossPanel } from './panels/loss-panel';
import { SamplesPanel } from './panels/samples-panel';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import { RunTitle } from './run-title';
import { type Run, session } from './session';
import type { MixerSettings } from './settings';
import type { Shown } from './shown';

const downloads = [
  { kind: 'safetensors', label: 'Weights, safetensors', note: 'names as in timm' },
  { kind: 'tfjs', label: 'Weights, TensorFlow.js', note: 'model.json and weights, zipped' },
  { kind: 'record', label: 'Record of the run', note: 'settings and figures, JSON lines' },
];

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
  const showcase = useMemo(() => {
    const sample = evaluation?.samples[0];
    return sample && { sample, pixels: description.sampleImages.subarray(0, imageSide * imageSide) };
  }, [description, evaluation]);
  const { data } = description.settings;
  const input = useMemo(() => ({ data }), [data]);
  return (
    <section className="stage" aria-label="Stage" data-testid="stage" data-status={run?.status ?? 'recorded'}>
      <header className="stage-head">
        <RunTitle run={run} shown={shown} />
        <RunActions session={session} run={run} settings={settings}>
          <DownloadMenu system="mixer" choices={downloads} input={{ data: run?.settings.data ?? settings.data }} />
        </RunActions>
      </header>
      {run ? (
        <RunProgressBar
          status={run.status}
          note={run.note}
          progress={run.progress}
          step={run.losses[run.losses.length - 1]?.step ?? 0}
          totalSteps={run.description?.totalSteps}
        />
      ) : null}
      <div className="stage-panels">
        <AccuracyPanel description={description} heldOut={heldOut} live={live} recorded={recorded} />
        <TryPanel system="mixer" data={data} input={input} classNames={description.classNames} showcase={showcase} />
        <SamplesPanel description={description} evaluation={evaluation} />
        <FiltersPanel description={description} evaluation={evaluation} />
        <LossPanel shown={shown} recorded={recorded} />
      </div>
      <Announcer status={run?.status} accuracy={run?.evaluation?.accuracy} />
    </section>
  );
}

import { lazy, Suspense, useCallback, useMemo } from 'react';
import { TryPanel } from '../../images/try-panel';
import { ErrorPanel } from '../../shell/error-panel';
import { Announcer } from '../../training/announcer';
import { DownloadMenu } from '../../training/download-menu';
import { RunActions } from '../../training/run-actions';
import { RunProgressBar } from '../../training/run-progress';
import { AtSidePanel } from './panels/at-side-panel';
import { FieldPanel } from './panels/field-panel';
import { SizesPanel } from './panels/sizes-panel';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import { RunTitle } from './run-title';
import { type Run, session } from './session';
import type { SequencerSettings } from './settings';
import { accuracyOf, pointAt, type Shown } from './shown';
import { SideControl } from './side-control';
import { useView } from './use-view';

const downloads = [
  { kind: 'safetensors', label: 'Weights, safetensors', note: 'the Sequencer, names as in timm' },
  { kind: 'tfjs', label: 'Weights, TensorFlow.js', note: 'the Sequencer, model.json and weights, zipped' },
  { kind: 'record', label: 'Record of the run', note: 'settings and figures of both, JSON lines' },
];

const LearningPanels = lazy(() => import('./panels/learning-panels'));

interface Props {
  run?: Run;
  shown: Shown;
  recorded: RecordedExperiment;
  /** Settings of the next training, and the side that is shown. */
  settings: SequencerSettings;
  change(changed: Partial<SequencerSettings>): void;
}

/** The live figure: the same weights at any size, what they say there, how far they see, and how they learn. */
export function Stage({ run, shown, recorded, settings, change }: Props) {
  const { description, live } = shown;
  const side = Number(settings.side);
  const fixed = useMemo(() => (live ? undefined : recorded.viewAt(side)), [live, recorded, side]);
  const { view, error, dismiss } = useView(shown, side, fixed);
  const onSide = useCallback((next: number) => change({ side: String(next) as SequencerSettings['side'] }), [change]);
  const { data } = description.settings;
  const input = useMemo(() => ({ data, side, own: live }), [data, side, live]);
  const showcase = useMemo(() => {
    if (!view) return undefined;
    const pixels = view.pixels.subarray(0, view.pixels.length / view.probabilities.length);
    return { sample: { label: description.sampleLabels[0], probabilities: view.probabilities[0] }, pixels };
  }, [view, description]);
  const { losses } = shown.courses.sequencer;
  return (
    <section className="stage" aria-label="Stage" data-testid="stage" data-status={run?.status ?? 'recorded'}>
      <header className="stage-head">
        <RunTitle run={run} shown={shown} />
        <RunActions session={session} run={run} settings={settings}>
          <DownloadMenu system="sequencer" choices={downloads} input={{ own: live }} />
        </RunActions>
      </header>
      {run ? (
        <RunProgressBar
          status={run.status}
          note={run.note}
          progress={run.progress}
          step={live ? (losses[losses.length - 1]?.step ?? 0) : 0}
          totalSteps={run.description?.totalSteps}
        />
      ) : null}
      <SideControl
        side={side}
        onSide={onSide}
        description={description}
        accuracy={accuracyOf(shown, side)}
        waiting={live && run?.status !== 'finished'}
      />
      {error ? <ErrorPanel error={error} onDismiss={dismiss} /> : null}
      <div className="stage-panels sequencer-panels">
        <SizesPanel shown={shown} recorded={recorded} side={side} />
        <AtSidePanel description={description} view={view} side={side} />
        <FieldPanel description={description} view={view} side={side} />
        <div className="try-place">
          <TryPanel
            system="sequencer"
            data={data}
            input={input}
            classNames={description.classNames}
            showcase={showcase}
          />
        </div>
        <Suspense fallback={<div className="learning-room" />}>
          <LearningPanels shown={shown} recorded={recorded} />
        </Suspense>
      </div>
      <Announcer status={run?.status} accuracy={pointAt(run?.sizes ?? [], 28)?.accuracy} />
    </section>
  );
}

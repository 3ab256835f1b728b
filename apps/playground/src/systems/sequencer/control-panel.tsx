import { lazy, Suspense } from 'react';
import type { SettingValues } from '../../settings/setting';
import { SettingControl } from '../../settings/setting-control';
import { type SequencerSettings, sequencerSettings } from './settings';

const OwnImages = lazy(() => import('../../images/own-images'));

interface Props {
  values: SequencerSettings;
  change(changed: Partial<SettingValues<typeof sequencerSettings>>): void;
}

/** Seven controls, the rest after "more". They apply to the next training; the size of the images is on the stage. */
export function ControlPanel({ values, change }: Props) {
  const { side, ...others } = sequencerSettings;
  const entries = Object.entries(others);
  const control = ([key, setting]: (typeof entries)[number]) => (
    <SettingControl
      key={key}
      setting={setting}
      value={values[key as keyof SequencerSettings]}
      onChange={(value) => change({ [key]: value })}
    />
  );
  return (
    <section className="controls" aria-label="Settings of the next training">
      <div className="controls-grid">{entries.filter(([, setting]) => !setting.more).map(control)}</div>
      <Suspense>{values.data === 'own' ? <OwnImages system="sequencer" /> : null}</Suspense>
      <details className="disclosure more">
        <summary>More settings</summary>
        <div className="controls-grid">{entries.filter(([, setting]) => setting.more).map(control)}</div>
      </details>
      <p className="small quiet">The address of this page holds these settings. The backend is in the bar above.</p>
    </section>
  );
}

import { lazy, Suspense } from 'react';
import type { SettingValues } from '../../settings/setting';
import { SettingControl } from '../../settings/setting-control';
import { type MixerSettings, mixerSettings } from './settings';

const OwnImages = lazy(() => import('../../images/own-images'));

interface Props {
  values: MixerSettings;
  change(changed: Partial<SettingValues<typeof mixerSettings>>): void;
}

/** Seven controls, the rest after "more". They apply to the next training. */
export function ControlPanel({ values, change }: Props) {
  const entries = Object.entries(mixerSettings);
  const control = ([key, setting]: (typeof entries)[number]) => (
    <SettingControl
      key={key}
      setting={setting}
      value={values[key as keyof MixerSettings]}
      onChange={(value) => change({ [key]: value })}
    />
  );
  return (
    <section className="controls" aria-label="Settings of the next training">
      <div className="controls-grid">{entries.filter(([, setting]) => !setting.more).map(control)}</div>
      <Suspense>{values.data === 'own' ? <OwnImages system="mixer" /> : null}</Suspense>
      <details className="disclosure more">
        <summary>More settings</summary>
        <div className="controls-grid">{entries.filter(([, setting]) => setting.more).map(control)}</div>
      </details>
      <p className="small quiet">The address of this page holds these settings. The backend is in the bar above.</p>
    </section>
  );
}

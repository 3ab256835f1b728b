import { useId, useState } from 'react';
import { type NumberSetting, problemWith, type Setting } from './setting';

interface Props<Kind extends Setting, Value> {
  setting: Kind;
  value: Value;
  disabled?: boolean;
  onChange(value: Value): void;
}

/** One labelled control, drawn from the description of its setting. */
export function SettingControl({ setting, value, disabled, onChange }: Props<Setting, string | number>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{setting.label}</label>
      <span className="field-unit">{setting.unit}</span>
      {setting.kind === 'choice' ? (
        <select id={id} value={String(value)} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
          {setting.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <NumberInput id={id} setting={setting} value={Number(value)} disabled={disabled} onChange={onChange} />
      )}
      {setting.note ? <p className="field-note">{setting.note}</p> : null}
    </div>
  );
}

/** Keeps what is typed while it is unusable, says why, and reports only numbers that are accepted. */
function NumberInput({ id, setting, value, disabled, onChange }: Props<NumberSetting, number> & { id: string }) {
  const [draft, setDraft] = useState<string>();
  const problem = draft === undefined ? undefined : problemWith(setting, draft === '' ? Number.NaN : Number(draft));
  return (
    <>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={setting.minimum}
        max={setting.maximum}
        step={setting.step}
        value={draft ?? value}
        disabled={disabled}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => {
          const text = event.target.value;
          const typed = text === '' ? Number.NaN : Number(text);
          setDraft(text);
          if (problemWith(setting, typed) === undefined) onChange(typed);
        }}
        onBlur={() => setDraft(undefined)}
      />
      {problem ? (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      ) : null}
    </>
  );
}

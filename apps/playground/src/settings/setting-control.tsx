import { useId, useState } from 'react';
import { type NumberSetting, problemWith, type Setting, type TextSetting } from './setting';

interface Props<Kind extends Setting, Value> {
  setting: Kind;
  value: Value;
  disabled?: boolean;
  /** What is wrong with the value; the control of a number finds that out by itself. */
  problem?: string;
  onChange(value: Value): void;
}

/** One labelled control, drawn from the description of its setting. */
export function SettingControl({ setting, value, disabled, problem, onChange }: Props<Setting, string | number>) {
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
      ) : setting.kind === 'text' ? (
        <TextInput
          id={id}
          setting={setting}
          value={String(value)}
          disabled={disabled}
          problem={problem}
          onChange={onChange}
        />
      ) : (
        <NumberInput id={id} setting={setting} value={Number(value)} disabled={disabled} onChange={onChange} />
      )}
      {setting.note ? <p className="field-note">{setting.note}</p> : null}
    </div>
  );
}

/** Reports every keystroke, so that what is wrong shows while typing. */
function TextInput({ id, setting, value, disabled, problem, onChange }: Props<TextSetting, string> & { id: string }) {
  return (
    <>
      <input
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={setting.maximum}
        value={value}
        disabled={disabled}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem ? (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      ) : null}
    </>
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

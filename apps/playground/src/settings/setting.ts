// A setting describes one control: its name, unit, range and default. Controls, the address of the page and the checks
// are all derived from it.

interface Named {
  label: string;
  /** Unit or short note beside the name. */
  unit?: string;
  /** One sentence under the control. */
  note?: string;
  /** Shown only after "more". */
  more?: boolean;
}

export interface ChoiceSetting<Value extends string = string> extends Named {
  kind: 'choice';
  default: Value;
  options: readonly { value: Value; label: string }[];
}

export interface NumberSetting extends Named {
  kind: 'number';
  default: number;
  minimum: number;
  maximum: number;
  step: number;
}

/** A short text. What it means is checked by the page that uses it. */
export interface TextSetting extends Named {
  kind: 'text';
  default: string;
  /** Most characters that are kept. */
  maximum: number;
}

export type Setting = ChoiceSetting | NumberSetting | TextSetting;
export type SettingTable = Record<string, Setting>;

/** The values that belong to a table of settings. */
export type SettingValues<Table extends SettingTable> = {
  [Key in keyof Table]: Table[Key] extends ChoiceSetting<infer Value>
    ? Value
    : Table[Key] extends TextSetting
      ? string
      : number;
};

/** A choice with its literal values kept in the type. */
export function choice<const Value extends string>(setting: Omit<ChoiceSetting<Value>, 'kind'>): ChoiceSetting<Value> {
  return { kind: 'choice', ...setting };
}

export function number(setting: Omit<NumberSetting, 'kind'>): NumberSetting {
  return { kind: 'number', ...setting };
}

export function text(setting: Omit<TextSetting, 'kind'>): TextSetting {
  return { kind: 'text', ...setting };
}

export function defaults<Table extends SettingTable>(table: Table): SettingValues<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([key, setting]) => [key, setting.default]),
  ) as SettingValues<Table>;
}

/** What is wrong with a typed number, or undefined when it is accepted. */
export function problemWith(setting: NumberSetting, value: number): string | undefined {
  const { minimum, maximum, step } = setting;
  if (!Number.isFinite(value) || value < minimum || value > maximum) return `Takes ${minimum} to ${maximum}.`;
  if (Number.isInteger(step) && !Number.isInteger(value)) return 'Takes whole numbers.';
  return undefined;
}

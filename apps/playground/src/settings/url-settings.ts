import { defaults, problemWith, type Setting, type SettingTable, type SettingValues } from './setting';

function read(setting: Setting, text: string): string | number | undefined {
  if (setting.kind === 'choice') return setting.options.find((option) => option.value === text)?.value;
  if (setting.kind === 'text') return text.trim() === '' ? undefined : text.slice(0, setting.maximum);
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return problemWith(setting, value) === undefined ? value : undefined;
}

/** Reads all settings from the query of an address. Missing, unknown and unusable values become the default. */
export function settingsFromQuery<Table extends SettingTable>(table: Table, query: string): SettingValues<Table> {
  const parameters = new URLSearchParams(query);
  const values: Record<string, string | number> = { ...defaults(table) };
  for (const [key, setting] of Object.entries(table)) {
    const text = parameters.get(key);
    const value = text === null ? undefined : read(setting, text);
    if (value !== undefined) values[key] = value;
  }
  return values as SettingValues<Table>;
}

/** The query that holds all settings; defaults are left out. Parameters of others in `query` stay as they are. */
export function queryFromSettings<Table extends SettingTable>(
  table: Table,
  values: SettingValues<Table>,
  query = '',
): string {
  const parameters = new URLSearchParams(query);
  for (const [key, setting] of Object.entries(table)) {
    if (values[key] === setting.default) parameters.delete(key);
    else parameters.set(key, String(values[key]));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

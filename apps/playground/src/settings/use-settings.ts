import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SettingTable, SettingValues } from './setting';
import { queryFromSettings, settingsFromQuery } from './url-settings';

/** The settings of a page, kept in the address: a copied address shows the same page. */
export function useSettings<Table extends SettingTable>(table: Table) {
  const [values, setValues] = useState(() => settingsFromQuery(table, location.search));
  const change = useCallback(
    (changed: Partial<SettingValues<Table>>) => setValues((current) => ({ ...current, ...changed })),
    [],
  );
  useEffect(() => {
    const address = location.pathname + queryFromSettings(table, values, location.search);
    if (address !== location.pathname + location.search) history.replaceState(null, '', address);
  }, [table, values]);
  return useMemo(() => ({ values, change }), [values, change]);
}

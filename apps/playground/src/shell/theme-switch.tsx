import { useState } from 'react';

type Theme = 'auto' | 'light' | 'dark';
const storageKey = 'perceptrons-theme';
const next: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const signs: Record<Theme, string> = { auto: '◐', light: '○', dark: '●' };

function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
}

/** Turns through system, light and dark; the choice is kept on this machine. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(currentTheme);
  const turn = () => {
    const chosen = next[theme];
    if (chosen === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    try {
      localStorage.setItem(storageKey, chosen);
    } catch {
      // Storage is blocked: the choice holds until the page is closed.
    }
    setTheme(chosen);
    dispatchEvent(new Event('themechange'));
  };
  return (
    <button type="button" className="badge" onClick={turn} aria-label={`Theme: ${theme}. Switch to ${next[theme]}.`}>
      <span aria-hidden="true">{signs[theme]}</span>
      <span className="detail" aria-hidden="true">
        {theme}
      </span>
    </button>
  );
}

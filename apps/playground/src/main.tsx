import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import './design/tokens.css';
import './design/base.css';
import './design/controls.css';
import './design/shell.css';
import './design/page.css';
import './design/figures.css';
import './design/images.css';
import { keepOffline } from './shell/offline/keep-offline';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
if (import.meta.env.PROD) keepOffline();

import { Suspense, useEffect, useState } from 'react';
import { startEngine } from './engine/engine-client';
import { backendFromQuery } from './shell/backend-choice';
import { ErrorBoundary } from './shell/error-boundary';
import { Footer } from './shell/footer';
import { pageOf } from './shell/page-of';
import { TopBar } from './shell/top-bar';
import { systemFromQuery } from './systems/registry';

/** The shell: top bar, the page of one system, footer. */
export function App() {
  const [system, setSystem] = useState(() => systemFromQuery(location.search));
  const Page = pageOf(system);

  useEffect(() => {
    const follow = () => setSystem(systemFromQuery(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  useEffect(() => {
    document.title = `${system.word}: ${system.question}`;
  }, [system]);

  useEffect(() => {
    // After the first paint, so that loading TensorFlow.js never delays the figures.
    const timer = setTimeout(() => void startEngine(backendFromQuery(location.search)), 300);
    return () => clearTimeout(timer);
  }, []);

  return (
    <>
      <a className="button skip" href="#main">
        Skip to the page
      </a>
      <TopBar
        current={system}
        onOpen={(address) => {
          history.pushState(null, '', address);
          setSystem(systemFromQuery(location.search));
          scrollTo(0, 0);
        }}
      />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={system.id}>
          <Suspense fallback={<p className="page quiet">Loading the page…</p>}>
            <Page />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </>
  );
}

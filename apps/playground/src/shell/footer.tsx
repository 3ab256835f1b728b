import { systems } from '../systems/registry';

export function Footer() {
  return (
    <footer className="foot">
      <p>
        Everything on this page is computed on your machine. Your images, drawings and weights never leave it; after the
        first visit the page also works without a connection.{' '}
        {systems.length === 1 ? 'More systems join this page as they are built.' : null}
      </p>
    </footer>
  );
}

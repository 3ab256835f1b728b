/** The sign of the project: two inputs, a sum, an output. */
export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="2" fill="none">
        <path d="M7 8l9 8M7 24l9-8M16 16h11" />
      </g>
      <circle cx="7" cy="8" r="3.5" fill="currentColor" />
      <circle cx="7" cy="24" r="3.5" fill="currentColor" />
      <circle cx="16" cy="16" r="5" fill="var(--accent)" />
      <circle cx="27" cy="16" r="3" fill="currentColor" />
    </svg>
  );
}

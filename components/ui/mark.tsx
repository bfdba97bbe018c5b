/** The logo of the server: one notification, many instances. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" className="size-6 shrink-0 text-accent" aria-hidden="true" focusable="false">
      <path
        d="M6 12h12M6 12c6 0 5-7 12-7M6 12c6 0 5 7 12 7"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <g fill="currentColor">
        <circle cx="5" cy="12" r="3.5" />
        <circle cx="19.5" cy="5" r="2.5" />
        <circle cx="19.5" cy="12" r="2.5" />
        <circle cx="19.5" cy="19" r="2.5" />
      </g>
    </svg>
  )
}

/** A small curve without axes; the row beside it has the sum. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values)
  const last = Math.max(1, values.length - 1)
  const points = values.map((value, place) => `${place},${Math.round((1 - value / most) * 1000) / 1000}`)
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${last} 1`}
      preserveAspectRatio="none"
      className="block h-6 w-full min-w-16 overflow-visible"
    >
      <polyline
        points={points.join(' ')}
        vectorEffect="non-scaling-stroke"
        strokeWidth="1.5"
        className="fill-none stroke-accent"
      />
    </svg>
  )
}

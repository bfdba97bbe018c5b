import { encodeQR } from 'qr'
import { useMemo } from 'react'

/** Light modules around the code that scanners need (ISO/IEC 18004). */
const QUIET = 4

/** A QR code of `text`, dark on light in every theme, because many scanners read no inverted code. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { side, path } = useMemo(() => drawModules(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      className="block aspect-square w-full max-w-72 rounded-control bg-white"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}

/** The dark modules as one path: each row of neighbours is one bar. */
export function drawModules(text: string): { side: number; path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })
  const bars = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return []
      const end = row.indexOf(false, x)
      return [`M${x} ${y}h${(end === -1 ? row.length : end) - x}v1H${x}z`]
    }),
  )
  return { side: rows.length, path: bars.join('') }
}

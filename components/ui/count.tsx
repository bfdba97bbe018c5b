import { useFormat } from '../i18n/use-format.ts'

/** A number in a cell, as the reader's language writes it; `–` where there is none. */
export function Count({ of }: { of: number | undefined }) {
  const format = useFormat()
  return <span className="whitespace-nowrap tabular-nums">{of === undefined ? '–' : format.number(of)}</span>
}

/** A length of time in a cell; `–` where there is none. */
export function Length({ of }: { of: number | undefined }) {
  const format = useFormat()
  return <span className="whitespace-nowrap tabular-nums">{of === undefined ? '–' : format.length(of)}</span>
}

/** Seconds that somebody set, in units that people use; the tooltip has the seconds. */
export function Seconds({ of }: { of: number }) {
  const format = useFormat()
  return (
    <span className="tabular-nums" title={`${format.number(of)} s`}>
      {format.duration(of)}
    </span>
  )
}

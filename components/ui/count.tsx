import { useFormat } from '../i18n/use-format.ts'

/** A number in a cell, in the reader's language; `–` if it is missing. */
export function Count({ of }: { of: number | undefined }) {
  const format = useFormat()
  return <span className="whitespace-nowrap tabular-nums">{of === undefined ? '–' : format.number(of)}</span>
}

/** A length of time in a cell; `–` if it is missing. */
export function Length({ of }: { of: number | undefined }) {
  const format = useFormat()
  return <span className="whitespace-nowrap tabular-nums">{of === undefined ? '–' : format.length(of)}</span>
}

/** A number of seconds from a setting, in readable units; the tooltip has the seconds. */
export function Seconds({ of }: { of: number }) {
  const format = useFormat()
  return (
    <span className="tabular-nums" title={`${format.number(of)} s`}>
      {format.duration(of)}
    </span>
  )
}

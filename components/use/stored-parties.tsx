import Link from 'next/link'
import type { UseRow } from '#protocol/dashboard/use.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { AoiClientLink, TokenLink } from '../ui/cells.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts, unitTexts } from './texts.ts'

/** A party with at least this share of its quota is marked. */
const NEARLY_FULL = 0.9

/** One line for each party: its name, what it has stored, and its share of the quota. */
export function StoredParties({ rows }: { rows: readonly UseRow[] }) {
  const t = useTexts(texts)
  const units = useTexts(unitTexts)
  const format = useFormat()
  return (
    <ul className="grid gap-3">
      {rows.map((row) => (
        <li key={`${row.unit} ${row.key}`} className="grid gap-x-6 sm:grid-cols-[1fr_minmax(0,22rem)]">
          <span className="min-w-0">
            <Party row={row} />
            <span className="block text-muted text-small">{units[row.unit]}</span>
          </span>
          <span className="min-w-0 text-small tabular-nums">
            {t.amount(row.notifications, format.bytes(row.bytes))}
            <Quota row={row} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Party({ row: { unit, key, name, applicationName } }: { row: UseRow }) {
  if (unit === 'token')
    return (
      <>
        <TokenLink id={Number(key)} fingerprint={name ?? key} />{' '}
        <PlainText className="wrap-anywhere">{applicationName ?? ''}</PlainText>
      </>
    )
  if (unit === 'aoiClient')
    return (
      <>
        <PlainText className="wrap-anywhere">{name ?? ''}</PlainText> <AoiClientLink id={key} />
      </>
    )
  if (unit === 'application' && name !== undefined)
    return (
      <Link
        href={`/applications?name=${encodeURIComponent(name)}`}
        prefetch={false}
        className="wrap-anywhere inline-block min-h-6 underline decoration-line underline-offset-4 hover:decoration-ink"
      >
        <PlainText>{name}</PlainText>
      </Link>
    )
  return <PlainText className="wrap-anywhere">{name ?? key}</PlainText>
}

function Quota({ row: { bytes, quotaBytes } }: { row: UseRow }) {
  const t = useTexts(texts)
  const format = useFormat()
  if (quotaBytes === undefined) return <span className="block text-muted">{t.noQuota}</span>
  const share = Math.min(1, bytes / quotaBytes)
  const isNearlyFull = share >= NEARLY_FULL
  return (
    <>
      <svg aria-hidden="true" className="my-1 block h-2 w-full">
        <rect width="100%" height="100%" className="fill-sunken" />
        <rect
          width={`${share * 100}%`}
          height="100%"
          className={isNearlyFull ? 'fill-danger' : 'fill-accent'}
        />
      </svg>
      <span className="block text-muted">{t.ofQuota(format.share(share), format.bytes(quotaBytes))}</span>
      {isNearlyFull ? <span className="block font-medium text-danger">{t.nearlyFull}</span> : null}
    </>
  )
}

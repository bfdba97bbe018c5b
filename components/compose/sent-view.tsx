'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { SentOutcome, SentOutcomes } from '#protocol/dashboard/compose.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { useActivity } from '../live/use-activity.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { TokenLink } from '../ui/cells.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadFailure } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { isReached } from './is-reached.ts'
import type { Sent } from './stored-draft.ts'
import { texts } from './texts.ts'

type Props = { sent: Sent; writeAnother: () => void }

/** The sent notifications, and how far each has got. */
export function SentView({ sent, writeAnother }: Props) {
  const t = useTexts(texts)
  const ids = sent.sent.slice(0, PAGE_LIMITS.composeOutcomes).map(({ id }) => id)
  const { refetchInterval } = useActivity('readSentOutcomes')
  const query = useQuery({
    queryKey: ['dashboard', 'readSentOutcomes', { ids }],
    queryFn: ({ signal }) => readDashboard<SentOutcomes>('readSentOutcomes', { body: { ids }, signal }),
    enabled: ids.length > 0,
    refetchInterval,
  })
  const isPlanned = sent.sent.some(({ deliverAt }) => deliverAt !== undefined)
  return (
    <>
      <PageTitle
        title={isPlanned ? t.scheduledTitle : t.sentTitle}
        lead={<p>{t.sentLead(sent.sent.length)}</p>}
      >
        <Button look="primary" onClick={writeAnother}>
          {t.another}
        </Button>
        <Link
          href={`/notifications?serverApplicationId=dashboard&acceptedFrom=${encodeURIComponent(sent.sentAt)}`}
          prefetch={false}
          className={buttonClass()}
        >
          {t.allSent}
        </Link>
      </PageTitle>
      <Section title={t.outcomes}>
        {sent.refused === 0 ? null : <p className="mb-3 text-danger">{t.refused(sent.refused)}</p>}
        {query.error === null ? null : (
          <ReadFailure error={query.error} again={() => void query.refetch()} label={t.outcomes} />
        )}
        <Reached rows={query.data?.rows ?? []} until={sent.until} />
        {sent.sent.length > ids.length ? <p className="mb-2 text-muted">{t.onlyFirst(ids.length)}</p> : null}
        <Outcomes rows={query.data?.rows ?? []} />
      </Section>
    </>
  )
}

/** Whether as many devices have acknowledged as the operator waits for. */
function Reached({ rows, until }: { rows: readonly SentOutcome[]; until: string | undefined }) {
  const t = useTexts(texts)
  if (until === undefined || rows.length === 0) return null
  const open = rows.filter((row) => !isReached(row, until)).length
  return (
    <p role="status" className="mb-3 font-medium">
      {open === 0 ? t.reached : t.notReached(open)}
    </p>
  )
}

function Outcomes({ rows }: { rows: readonly SentOutcome[] }) {
  const t = useTexts(texts)
  const format = useFormat()
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <thead className="text-muted text-small">
          <tr>
            {[t.application, t.token, t.state, t.acked].map((header) => (
              <th key={header} scope="col" className="py-1 pr-4 font-normal">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-line border-t">
              <td className="wrap-anywhere py-1.5 pr-4">
                <Name row={row} />
              </td>
              <td className="pr-4">
                <TokenLink id={row.tokenId} fingerprint={row.fingerprint} />
              </td>
              <td className="pr-4">
                {t[row.state]}
                {row.state === 'scheduled' && row.deliverAt !== undefined ? (
                  <span className="block text-muted text-small">{format.moment(row.deliverAt, 'local')}</span>
                ) : null}
              </td>
              <td className="tabular-nums">
                {row.state === 'scheduled'
                  ? '–'
                  : t.ackedOf(format.number(row.acked), format.number(row.recipients))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A notification that waits for its time has no page yet. */
function Name({ row }: { row: SentOutcome }) {
  if (row.deliverAt !== undefined) return <PlainText>{row.applicationName}</PlainText>
  return (
    <Link
      href={`/notifications/${row.id}`}
      prefetch={false}
      className="underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      <PlainText>{row.applicationName}</PlainText>
    </Link>
  )
}

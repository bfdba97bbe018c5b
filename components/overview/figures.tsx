import Link from 'next/link'
import type { Overview } from '#protocol/overview.ts'
import { formatLength } from '../fan-out/curve-layout.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { formatNumber, formatShare } from '../ui/format.ts'
import { type OverviewTexts, texts } from './texts.ts'

const HOUR = 3_600_000

type Figure = { name: string; value: string; note: string; href: string }

/** What the server does, in figures; each leads to the list behind it. */
export function Figures({ overview }: { overview: Overview }) {
  const t = useTexts(texts)
  return (
    <section aria-label={t.figures} className="mt-4">
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-panel border border-line bg-line min-[22rem]:grid-cols-2 md:grid-cols-3 xl:grid-cols-6">
        {listFigures(overview, t).map(({ name, value, note, href }) => (
          <div key={name} className="relative flex flex-col bg-surface px-4 py-3 hover:bg-sunken">
            <dt className="text-muted text-small">
              <Link href={href} prefetch={false} className="after:absolute after:inset-0">
                {name}
              </Link>
            </dt>
            <dd className="font-semibold text-figure tabular-nums tracking-tight">{value}</dd>
            <dd className="text-muted text-small">{note}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function listFigures(overview: Overview, t: OverviewTexts): Figure[] {
  const { counts, pulse, lastHour, readAt } = overview
  const { aoiClients, onlineAoiClients, registrations, sharedTokens, uniqueTokens } = counts
  const lately = `/notifications?acceptedFrom=${new Date(Date.parse(readAt) - HOUR).toISOString()}`
  const inHour = pulse.minutes.reduce((sum, { accepted }) => sum + accepted, 0)
  return [
    {
      name: t.aoiClients,
      value: formatNumber(aoiClients),
      note: t.online(formatNumber(onlineAoiClients)),
      href: '/aoi-clients?online=true',
    },
    {
      name: t.perMinute,
      value: formatNumber(pulse.lastMinute),
      note: t.perHour(formatNumber(inHour)),
      href: '/notifications',
    },
    { name: t.delivered, ...describeDelivered(lastHour, t), href: lately },
    {
      name: t.timeToAck,
      value: pulse.p95Ms === undefined ? '–' : formatLength(pulse.p95Ms),
      note: pulse.p50Ms === undefined ? t.noAcks : t.half(formatLength(pulse.p50Ms)),
      href: lately,
    },
    {
      name: t.registrations,
      value: formatNumber(registrations),
      note: t.registrationsIs,
      href: '/registrations',
    },
    {
      name: t.tokens,
      value: formatNumber(sharedTokens + uniqueTokens),
      note: t.tokensIs(formatNumber(sharedTokens), formatNumber(uniqueTokens)),
      href: '/tokens',
    },
  ]
}

function describeDelivered(
  { notifications, recipients, acked, cut }: Overview['lastHour'],
  t: OverviewTexts,
): { value: string; note: string } {
  if (recipients === 0) return { value: '–', note: t.nothing }
  const note = cut
    ? t.deliveredOf(formatNumber(notifications))
    : t.deliveredIs(formatNumber(acked), formatNumber(recipients))
  return { value: formatShare(acked / recipients), note }
}

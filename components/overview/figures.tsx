import Link from 'next/link'
import type { Overview } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Format } from '../ui/format.ts'
import { type OverviewTexts, texts } from './texts.ts'

const HOUR = 3_600_000

type Says = { t: OverviewTexts; format: Format }
type Figure = { name: string; value: string; note: string; href: string }

/** The server's key figures; each links to the list behind it. */
export function Figures({ overview }: { overview: Overview }) {
  const t = useTexts(texts)
  const format = useFormat()
  return (
    <section aria-label={t.figures} className="mt-4">
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-panel border border-line bg-line min-[22rem]:grid-cols-2 md:grid-cols-3 xl:grid-cols-6">
        {listFigures(overview, { t, format }).map(({ name, value, note, href }) => (
          <div
            key={name}
            className="relative row-span-3 grid grid-rows-subgrid bg-surface px-4 py-3 hover:bg-sunken"
          >
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

function listFigures(overview: Overview, says: Says): Figure[] {
  const { t, format } = says
  const { counts, pulse, lastHour, readAt } = overview
  const { aoiClients, onlineAoiClients, registrations, sharedTokens, uniqueTokens } = counts
  const lately = `/notifications?acceptedFrom=${new Date(Date.parse(readAt) - HOUR).toISOString()}`
  const inHour = pulse.minutes.reduce((sum, { accepted }) => sum + accepted, 0)
  return [
    {
      name: t.aoiClients,
      value: format.number(aoiClients),
      note: t.online(format.number(onlineAoiClients)),
      href: '/aoi-clients?online=true',
    },
    {
      name: t.perMinute,
      value: format.number(pulse.lastMinute),
      note: t.perHour(format.number(inHour)),
      href: '/notifications',
    },
    { name: t.delivered, ...describeDelivered(lastHour, says), href: lately },
    {
      name: t.timeToAck,
      value: pulse.p95Ms === undefined ? '–' : format.length(pulse.p95Ms),
      note: pulse.p50Ms === undefined ? t.noAcks : t.half(format.length(pulse.p50Ms)),
      href: lately,
    },
    {
      name: t.registrations,
      value: format.number(registrations),
      note: t.registrationsIs,
      href: '/registrations',
    },
    {
      name: t.tokens,
      value: format.number(sharedTokens + uniqueTokens),
      note: t.tokensIs(format.number(sharedTokens), format.number(uniqueTokens)),
      href: '/tokens',
    },
  ]
}

function describeDelivered(
  { notifications, recipients, acked, cut }: Overview['lastHour'],
  { t, format }: Says,
): { value: string; note: string } {
  if (recipients === 0) return { value: '–', note: t.nothing }
  const note = cut
    ? t.deliveredOf(format.number(notifications))
    : t.deliveredIs(format.number(acked), recipients)
  return { value: format.share(acked / recipients), note }
}

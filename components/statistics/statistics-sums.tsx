import { deliveredShareOf } from '#protocol/dashboard/delivered-share.ts'
import type { Statistics, StatisticsSum, StatisticsUnit } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Fact, Facts } from '../ui/facts.tsx'
import type { Format } from '../ui/format.ts'
import { type StatisticsTexts, texts } from './texts.ts'

type Row = { name: string; of: (sum: StatisticsSum) => string }
type Props = { statistics: Statistics; unit: StatisticsUnit | 'all' }

/** The sums of a time range, each against the period before. */
export function StatisticsSums({ statistics, unit }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const { sum, sumBefore } = statistics
  return (
    <div className="mt-3">
      <Facts label={t.sums}>
        {listRows(unit, t, format).map(({ name, of }) => (
          <Fact key={name} name={name}>
            {of(sum)}
            <span className="block font-normal text-muted text-small">
              {sumBefore === undefined ? t.noBefore : t.beforeIs(of(sumBefore))}
            </span>
          </Fact>
        ))}
      </Facts>
    </div>
  )
}

function listRows(unit: Props['unit'], t: StatisticsTexts, format: Format): Row[] {
  const count = (name: 'accepted' | 'recipients' | 'acked' | 'expired' | 'requests' | 'refused'): Row => ({
    name: t[name],
    of: (sum) => format.number(sum[name] ?? 0),
  })
  const length = (name: string, percentile: 'p50Ms' | 'p95Ms' | 'p99Ms'): Row => ({
    name,
    of: ({ [percentile]: value }) => (value === undefined ? '–' : format.length(value)),
  })
  const share = { name: t.deliveredShare, of: (sum: StatisticsSum) => shareOf(sum, format) }
  const bytes = { name: t.bytes, of: (sum: StatisticsSum) => format.bytes(sum.bytes) }
  const each = {
    name: t.bytesEach,
    of: ({ bytes: all, accepted }: StatisticsSum) => (accepted === 0 ? '–' : format.bytes(all / accepted)),
  }
  if (unit === 'token') return [count('accepted'), count('recipients'), count('acked'), share, bytes, each]
  if (unit === 'sender' || unit === 'hook')
    return [count('requests'), count('refused'), count('accepted'), count('recipients'), bytes, each]
  const lengths = [length(t.median, 'p50Ms'), length(t.slow, 'p95Ms'), length(t.slowest, 'p99Ms')]
  return [count('accepted'), share, count('expired'), ...lengths]
}

function shareOf(sum: StatisticsSum, format: Format): string {
  const share = deliveredShareOf(sum)
  return share === undefined ? '–' : format.share(share)
}

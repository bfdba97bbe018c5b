import type { Statistics, StatisticsSum } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Fact, Facts } from '../ui/facts.tsx'
import { texts } from './texts.ts'

/** The sums of a time range, each against the period before. */
export function StatisticsSums({ statistics }: { statistics: Statistics }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { sum, sumBefore } = statistics
  const length = (value: number | undefined) => (value === undefined ? '–' : format.length(value))
  const rows: { name: string; of: (sum: StatisticsSum) => string }[] = [
    { name: t.accepted, of: ({ accepted }) => format.number(accepted) },
    { name: t.deliveredShare, of: ({ acked, recipients }) => shareOf({ acked, recipients }, format.share) },
    { name: t.expired, of: ({ expired }) => format.number(expired) },
    { name: t.median, of: ({ p50Ms }) => length(p50Ms) },
    { name: t.slow, of: ({ p95Ms }) => length(p95Ms) },
    { name: t.slowest, of: ({ p99Ms }) => length(p99Ms) },
  ]
  return (
    <div className="mt-3">
      <Facts label={t.sums}>
        {rows.map(({ name, of }) => (
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

/** Acks may be of notifications that were accepted before the range, so the share is 100 % at most. */
function shareOf(
  { acked, recipients }: { acked: number; recipients: number },
  write: (share: number) => string,
) {
  return recipients === 0 ? '–' : write(Math.min(1, acked / recipients))
}

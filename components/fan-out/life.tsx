import { type FanOut, percentile } from '#protocol/dashboard/fan-out.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { texts } from './texts.ts'

/** What happened to it, in the order of time. */
export function Life({ fanOut }: { fanOut: FanOut }) {
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { histogram, acceptedAt, expiresAt, endedAt, state, counts, recipients } = fanOut
  const first = percentile(histogram, Number.MIN_VALUE)
  const half = percentile(histogram, 0.5)
  const last = percentile(histogram, 1)
  const steps = [
    { name: t.lifeAccepted, when: format.moment(acceptedAt, zone), done: true },
    ...(first === undefined || half === undefined || last === undefined
      ? []
      : [
          { name: t.lifeFirst, when: t.within(format.length(first)), done: true },
          { name: t.lifeHalf, when: t.within(format.length(half)), done: true },
          {
            name: counts.acked === recipients ? t.lifeAll : t.lifeLatest,
            when: t.within(format.length(last)),
            done: true,
          },
        ]),
    endedAt === undefined
      ? {
          name: state === 'expired' ? t.lifeExpired : t.lifeExpires,
          when: format.moment(expiresAt, zone),
          done: state === 'expired',
        }
      : { name: t[state], when: format.moment(endedAt, zone), done: true },
  ]
  return (
    <ol className="flex flex-wrap gap-x-8 gap-y-2">
      {steps.map(({ name, when, done }) => (
        <li key={name} className="flex items-baseline gap-2">
          <span aria-hidden="true" className={done ? 'text-accent' : 'text-muted'}>
            {done ? '●' : '○'}
          </span>
          <span>
            <span className="block text-muted text-small">{name}</span>
            <span className="tabular-nums">{when}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

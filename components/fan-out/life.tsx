import { memo } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { type LiveFanOut, useCalmProgress, useProgress } from './live-fan-out.ts'
import { texts } from './texts.ts'

/** The events of the notification, in the order of time. */
export function Life({ live }: { live: LiveFanOut }) {
  const { acceptedAt, expiresAt, endedAt, recipients } = live.notification
  const state = useProgress(live, (progress) => progress.state)
  const first = useCalmProgress(live, ({ histogram }) => histogram.percentile(Number.MIN_VALUE))
  const half = useCalmProgress(live, ({ histogram }) => histogram.percentile(0.5))
  const last = useCalmProgress(live, ({ histogram }) => histogram.percentile(1))
  const isAll = useProgress(live, ({ counts }) => counts.acked === recipients)
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const steps = [
    { name: t.lifeAccepted, when: format.moment(acceptedAt, zone), done: true },
    ...(first === undefined || half === undefined || last === undefined
      ? []
      : [
          { name: t.lifeFirst, when: t.within(format.length(first)), done: true },
          { name: t.lifeHalf, when: t.within(format.length(half)), done: true },
          {
            name: isAll ? t.lifeAll : t.lifeLatest,
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
      {steps.map((step) => (
        <Step key={step.name} {...step} />
      ))}
    </ol>
  )
}

const Step = memo(function Step({ name, when, done }: { name: string; when: string; done: boolean }) {
  return (
    <li className="flex items-baseline gap-2">
      <span aria-hidden="true" className={done ? 'text-accent' : 'text-muted'}>
        {done ? '●' : '○'}
      </span>
      <span>
        <span className="block text-muted text-small">{name}</span>
        <span className="tabular-nums">{when}</span>
      </span>
    </li>
  )
})

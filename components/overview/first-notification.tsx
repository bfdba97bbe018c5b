import type { Overview } from '#protocol/overview.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import type { Step } from './first-steps.ts'
import { diagnoseSilence, firstSteps } from './first-steps.ts'
import { texts } from './texts.ts'

/** Replaces an empty table: says why it is empty, and shows the three commands that fill it. */
export function FirstNotification({ overview, mayStart }: { overview: Overview; mayStart: boolean }) {
  const t = useTexts(texts)
  const steps = firstSteps(overview, t)
  const next = steps.findIndex((step) => !step.done)
  return (
    <section aria-labelledby="first-notification" className="mt-6">
      <h2 id="first-notification" className="font-semibold">
        {t.first}
      </h2>
      <p className="mt-1 text-muted">{diagnoseSilence(overview, t)}</p>
      {mayStart ? (
        <a href="/start" className={`mt-3 ${buttonClass('primary')}`}>
          {t.showMe}
        </a>
      ) : null}
      <ol className="mt-4 divide-y divide-line overflow-hidden rounded-panel border border-line bg-surface">
        {steps.map((step, index) => (
          <FirstStep key={step.title} step={step} number={index + 1} isNext={index === next} />
        ))}
      </ol>
    </section>
  )
}

function FirstStep({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  const t = useTexts(texts)
  return (
    <li
      aria-current={isNext ? 'step' : undefined}
      className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 py-4 pr-4 pl-5 aria-[current]:border-l-4 aria-[current]:border-l-accent aria-[current]:pl-4"
    >
      <span
        aria-hidden="true"
        className={`flex size-7 items-center justify-center rounded-full border text-small ${
          step.done ? 'border-accent bg-accent font-bold text-on-accent' : 'border-edge text-muted'
        }`}
      >
        {step.done ? '✓' : number}
      </span>
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-baseline gap-x-3 font-medium">
          {step.title}
          <span className="font-normal text-muted text-small">
            {step.done ? `${t.done} ` : ''}
            {step.finding}
          </span>
        </h3>
        <p className="mt-0.5 mb-2 text-muted text-small">{step.advice}</p>
        <Command text={step.command} name={t.theCommand(step.title)} />
      </div>
    </li>
  )
}

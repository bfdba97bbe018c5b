import type { Overview } from '#protocol/overview.ts'
import { Command } from '../ui/command.tsx'
import type { Step } from './first-steps.ts'
import { diagnoseSilence, firstSteps } from './first-steps.ts'

/** In place of an empty table: why it is empty, and the three commands that fill it. */
export function FirstNotification({ overview }: { overview: Overview }) {
  const steps = firstSteps(overview)
  const next = steps.findIndex((step) => !step.done)
  return (
    <section aria-labelledby="first-notification" className="mt-8">
      <h2 id="first-notification" className="font-semibold">
        No notification yet
      </h2>
      <p className="mt-1 text-muted">{diagnoseSilence(overview)}</p>
      <ol className="mt-4 divide-y divide-line overflow-hidden rounded-panel border border-line bg-surface">
        {steps.map((step, index) => (
          <FirstStep key={step.title} step={step} number={index + 1} isNext={index === next} />
        ))}
      </ol>
    </section>
  )
}

function FirstStep({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
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
            {step.done ? 'Done: ' : ''}
            {step.finding}
          </span>
        </h3>
        <p className="mt-0.5 mb-2 text-muted text-small">{step.advice}</p>
        <Command text={step.command} name={`the command: ${step.title}`} />
      </div>
    </li>
  )
}

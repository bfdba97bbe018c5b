'use client'

import { compareStage } from '#protocol/dashboard/stage-times.ts'
import type { Overview } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { stageTexts } from './stage-texts.ts'

type Step = Overview['stages'][number]

const CELL = 'px-3 py-1.5'

/** Which stage of a notification is slow now: each step of the last minutes beside the hour before. */
export function StagesSection({ stages }: { stages: readonly Step[] }) {
  const t = useTexts(stageTexts)
  const format = useFormat()
  const slow = stages.filter((step) => stateOf(step) === 'slower')
  const isKnown = stages.some((step) => stateOf(step) !== 'unknown')
  const lead = !isKnown ? t.noUsual : t.asUsual
  return (
    <section aria-labelledby="stages" className="mt-6">
      <h2 id="stages" className="font-semibold">
        {t.title}
      </h2>
      <p className={slow.length > 0 ? 'font-medium text-danger' : ''}>
        {slow.length > 0 ? t.slow(slow.map(({ stage }) => t[stage]).join(', ')) : lead}
      </p>
      <p className="text-muted text-small">{t.how}</p>
      <div className="mt-2 overflow-x-auto rounded-panel border border-line bg-surface">
        <table className="w-full text-left text-small">
          <thead>
            <tr className="bg-sunken">
              {[t.stage, t.recent, t.usual, t.state].map((name) => (
                <th key={name} scope="col" className={CELL}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stages.map((step) => (
              <tr key={step.stage} className="border-line border-t">
                <th scope="row" className={`${CELL} font-normal`}>
                  {t[step.stage]}
                </th>
                <td className={`${CELL} tabular-nums`}>
                  {step.p95Ms === undefined ? t.nothing : format.length(step.p95Ms)}
                  {step.notifications === 0 ? null : (
                    <span className="text-muted"> · {t.of(step.notifications)}</span>
                  )}
                </td>
                <td className={`${CELL} tabular-nums`}>
                  {step.usualMs === undefined ? t.unknown : format.length(step.usualMs)}
                </td>
                <td className={CELL}>
                  <State state={stateOf(step)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

type StepState = ReturnType<typeof compareStage> | 'unknown'

function State({ state }: { state: StepState }) {
  const t = useTexts(stageTexts)
  if (state === 'slower')
    return (
      <span className="font-medium text-danger">
        <span aria-hidden="true">! </span>
        {t.slower}
      </span>
    )
  return state === 'asUsual' ? t.same : t[state]
}

function stateOf({ p95Ms, usualMs }: Step): StepState {
  return p95Ms === undefined || usualMs === undefined ? 'unknown' : compareStage(p95Ms, usualMs)
}

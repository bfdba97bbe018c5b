'use client'

import { compareStage } from '#protocol/dashboard/stage-times.ts'
import type { Overview } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PanelTable } from '../ui/panel-table.tsx'
import { stageTexts } from './stage-texts.ts'

type Step = Overview['stages'][number]

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
      <PanelTable
        labelledBy="stages"
        headers={[t.stage, t.recent, t.usual, t.state]}
        rows={stages.map((step) => ({
          key: step.stage,
          head: t[step.stage],
          cells: [
            <Recent key="recent" step={step} />,
            step.usualMs === undefined ? t.unknown : format.length(step.usualMs),
            <State key="state" state={stateOf(step)} />,
          ],
        }))}
      />
    </section>
  )
}

function Recent({ step: { p95Ms, notifications } }: { step: Step }) {
  const t = useTexts(stageTexts)
  const format = useFormat()
  return (
    <>
      {p95Ms === undefined ? t.nothing : format.length(p95Ms)}
      {notifications === 0 ? null : <span className="text-muted"> · {t.of(notifications)}</span>}
    </>
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

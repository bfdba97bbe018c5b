'use client'

import Link from 'next/link'
import type { Overview } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { findingSteps } from './finding-steps.ts'
import { FindingText, useFindingTitle } from './finding-text.tsx'
import { nextStepOf } from './next-step.ts'
import { texts } from './texts.ts'

type Props = Pick<Overview, 'findings' | 'findingsMore' | 'readAt'>

/** The open findings, each with its next step. */
export function OpenFindings({ findings, findingsMore, readAt }: Props) {
  const t = useTexts(texts)
  const steps = useTexts(findingSteps)
  const titleOf = useFindingTitle()
  const format = useFormat()
  return (
    <section aria-labelledby="open-findings" className="mt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="open-findings" className="font-semibold">
          {t.needed}
        </h2>
        <Link
          href="/findings"
          prefetch={false}
          className="text-accent text-small underline underline-offset-4"
        >
          {t.all}
        </Link>
      </div>
      {findings.length === 0 ? (
        <p className="mt-1 text-muted">
          <span aria-hidden="true">✓ </span>
          {t.allWell}
        </p>
      ) : (
        <ul className="mt-2 divide-y divide-line overflow-hidden rounded-panel border border-line bg-surface">
          {findings.map((finding) => (
            <li key={finding.id} className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1.5">
              <span aria-hidden="true" className="font-bold text-warning">
                !
              </span>
              <span className="min-w-48 flex-1">
                <FindingText finding={finding} />
              </span>
              <Link
                href={nextStepOf(finding, Date.parse(readAt))}
                prefetch={false}
                className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
              >
                {steps[finding.kind]}
                <span className="sr-only">: {titleOf(finding)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {findingsMore === 0 ? null : <p className="mt-1 text-muted">{t.more(format.number(findingsMore))}</p>}
    </section>
  )
}

'use client'

import { writeTitle } from '#protocol/finding-texts.ts'
import type { FindingRow } from '#protocol/findings.ts'
import { useSentences } from '../i18n/server-sentences.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { findingEffects } from './finding-effects.ts'
import { findingTitles } from './finding-titles.ts'

/** Returns a function that states a finding in a sentence. */
export function useFindingTitle(): (finding: Pick<FindingRow, 'kind' | 'count'>) => string {
  const titles = useTexts(findingTitles)
  const format = useFormat()
  return ({ kind, count }) => writeTitle(titles[kind], format.number(count))
}

/** A finding in words: the matter, its evidence and its effect. */
export function FindingText({ finding }: { finding: FindingRow }) {
  const effects = useTexts(findingEffects)
  const titleOf = useFindingTitle()
  const translate = useSentences()
  return (
    <>
      {titleOf(finding)}
      {finding.detail === undefined ? null : (
        <PlainText className="wrap-anywhere block text-muted text-small">
          {translate(finding.detail)}
        </PlainText>
      )}
      <span className="block text-muted text-small">{effects[finding.kind]}</span>
    </>
  )
}

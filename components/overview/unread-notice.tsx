import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { TimeOfDay } from '../ui/moment.tsx'
import { Notice } from '../ui/notice.tsx'
import type { UnreadReason } from './queries.ts'
import { POLL_MILLISECONDS } from './queries.ts'
import { texts } from './texts.ts'

const CAUSES = {
  unreachable: { title: 'unreachable', advice: 'unreachableHow' },
  refused: { title: 'refusedVisitor', advice: 'refusedVisitorHow' },
  unavailable: { title: 'unavailable', advice: 'unavailableHow' },
  unreadable: { title: 'unreadable', advice: 'unreadableHow' },
} as const satisfies Record<UnreadReason, { title: string; advice: string }>

/** Says why the page does not follow the server, how old its data is, and how to fix it. `since` is an ISO time. */
export function UnreadNotice({ reason, since }: { reason: UnreadReason; since: string | undefined }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { title, advice } = CAUSES[reason]
  return (
    <Notice tone="danger" title={t[title]}>
      {since === undefined ? null : (
        <>
          {t.seenFrom} <TimeOfDay at={since} />.{' '}
        </>
      )}
      {t[advice]} {t.again(format.number(POLL_MILLISECONDS / 1000))}
    </Notice>
  )
}

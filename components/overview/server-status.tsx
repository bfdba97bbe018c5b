import type { Overview } from '#protocol/overview.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Age } from '../ui/moment.tsx'
import type { UnreadReason } from './queries.ts'
import { texts } from './texts.ts'

const SIGNS = {
  serving: 'bg-acked',
  draining: 'border-2 border-pending',
  silent: 'border-2 border-danger',
  unknown: 'border-2 border-edge',
} as const

/** One line: whether the server serves, since when, and its public URL. */
export function ServerStatus({
  overview,
  unread,
}: {
  overview: Overview | undefined
  unread: UnreadReason | undefined
}) {
  const t = useTexts(texts)
  const condition = findCondition(overview, unread)
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-small">
      <span className="flex items-center gap-2 font-medium">
        <span aria-hidden="true" className={`size-2.5 rounded-full ${SIGNS[condition]}`} />
        {t[condition]}
      </span>
      {overview === undefined ? null : (
        <>
          <span className="text-muted">
            {t.started} <Age at={overview.status.startedAt} now={overview.readAt} />
          </span>
          <span className="break-all font-mono text-muted">{overview.status.publicUrl}</span>
        </>
      )}
    </p>
  )
}

function findCondition(overview: Overview | undefined, unread: UnreadReason | undefined): keyof typeof SIGNS {
  if (unread !== undefined) return unread === 'unreachable' ? 'silent' : 'unknown'
  if (overview === undefined) return 'unknown'
  return overview.status.draining ? 'draining' : 'serving'
}

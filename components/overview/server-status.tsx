import type { Overview } from '#protocol/overview.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Age } from '../ui/moment.tsx'
import { texts } from './texts.ts'
import type { Following } from './use-live-overview.ts'

const SIGNS = {
  serving: 'bg-acked',
  draining: 'border-2 border-pending',
  silent: 'border-2 border-danger',
  unknown: 'border-2 border-edge',
} as const

/** One line: whether the server serves, since when, and the address to give away. */
export function ServerStatus({
  overview,
  following,
}: {
  overview: Overview | undefined
  following: Following
}) {
  const t = useTexts(texts)
  const condition = findCondition(overview, following)
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

function findCondition(overview: Overview | undefined, following: Following): keyof typeof SIGNS {
  if (following.kind === 'stale') return following.reason === 'unreachable' ? 'silent' : 'unknown'
  if (overview === undefined) return 'unknown'
  return overview.status.draining ? 'draining' : 'serving'
}

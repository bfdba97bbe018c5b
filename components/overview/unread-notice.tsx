import { TimeOfDay } from '../ui/moment.tsx'
import { Notice } from '../ui/notice.tsx'
import type { UnreadReason } from './queries.ts'
import { POLL_MILLISECONDS } from './queries.ts'

const CAUSES: Record<UnreadReason, { title: string; advice: string }> = {
  unreachable: {
    title: 'The server does not answer',
    advice: 'Look at the terminal or the service it runs in; npm start starts it again.',
  },
  refused: {
    title: 'The server refuses this visitor',
    advice: 'This page is served to its own machine only. Open it there.',
  },
  unavailable: {
    title: 'The server could not read its database',
    advice: 'Its log says why. It may be starting, shutting down, or over a limit.',
  },
  unreadable: {
    title: 'The server answers in a way that this page does not know',
    advice: 'It was probably upgraded. Reload the page.',
  },
}

/** Why the page does not follow, how old it is, and what to do. `since` is an ISO time. */
export function UnreadNotice({ reason, since }: { reason: UnreadReason; since: string | undefined }) {
  const { title, advice } = CAUSES[reason]
  return (
    <Notice tone="danger" title={title}>
      {since === undefined ? null : (
        <>
          What you see is from <TimeOfDay at={since} />.{' '}
        </>
      )}
      {advice} Trying again every {POLL_MILLISECONDS / 1000} seconds.
    </Notice>
  )
}

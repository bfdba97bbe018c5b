'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnrolmentCodeRow } from '#protocol/admin.ts'
import type { EnrolmentCodes } from '#protocol/dashboard/enrolment.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { type CodeAct, CodeDialog } from './enrolment-acts.tsx'
import { enrolmentTexts } from './enrolment-texts.ts'

/** The policy of registration, and the codes that let AOI Clients in. Only admins make and revoke them. */
export function EnrolmentSection({ mayManage }: { mayManage: boolean }) {
  const t = useTexts(enrolmentTexts)
  const [act, begin] = useState<CodeAct>()
  const query = useQuery({
    queryKey: ['dashboard', 'listEnrolmentCodes'],
    queryFn: ({ signal }) => readTimed<EnrolmentCodes>('listEnrolmentCodes', { signal }),
  })
  const { answer, readAt = '' } = query.data ?? {}
  return (
    <Section title={t.title} lead={answer === undefined ? undefined : t[answer.policy]}>
      <ReadState query={query} />
      {answer?.codes.length === 0 ? <p className="text-muted">{t.none}</p> : null}
      <ul className="grid gap-3">
        {(answer?.codes ?? []).map((code) => (
          <CodeLine
            key={code.id}
            code={code}
            readAt={readAt}
            revoke={mayManage ? () => begin({ kind: 'revoke', code }) : undefined}
          />
        ))}
      </ul>
      {answer?.more === true ? <p className="mt-3 text-muted text-small">{t.more}</p> : null}
      {mayManage && answer !== undefined ? (
        <Button className="mt-3" onClick={() => begin({ kind: 'create' })}>
          {t.make}
        </Button>
      ) : null}
      <CodeDialog act={act} close={() => begin(undefined)} />
    </Section>
  )
}

type Line = { code: EnrolmentCodeRow; readAt: string; revoke: (() => void) | undefined }

/** One code: its name, whether it is valid, its author, its uses and its end. */
function CodeLine({ code, readAt, revoke }: Line) {
  const t = useTexts(enrolmentTexts)
  const { name, createdBy, createdAt } = code
  const state = stateOf(code, readAt)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-4">
          <PlainText className="wrap-anywhere font-medium">{name}</PlainText>
          <StateMark on={state === 'live'} label={t[state]} />
        </span>
        <span className="flex flex-wrap gap-x-4 text-muted text-small">
          <span className="wrap-anywhere">
            <PlainText>{t.madeBy(createdBy)}</PlainText> <Age at={createdAt} now={later(readAt, createdAt)} />
          </span>
          <Uses code={code} />
          <Expiry code={code} readAt={readAt} />
        </span>
      </span>
      {revoke === undefined || state !== 'live' ? null : (
        <Button look="danger" onClick={revoke}>
          <ActLabel verb={t.revoke} object={showUnseen(name)} />
        </Button>
      )}
    </li>
  )
}

function Uses({ code: { uses, usesMax } }: { code: EnrolmentCodeRow }) {
  const t = useTexts(enrolmentTexts)
  const format = useFormat()
  if (usesMax !== undefined) return <span>{t.usesLeft(format.number(usesMax - uses), usesMax)}</span>
  return (
    <span>
      {t.uses(uses)}, {t.anyNumber}
    </span>
  )
}

function Expiry({ code: { expiresAt }, readAt }: { code: EnrolmentCodeRow; readAt: string }) {
  const t = useTexts(enrolmentTexts)
  if (expiresAt === undefined) return <span>{t.endless}</span>
  return (
    <span>
      {expiresAt <= readAt ? t.ended : t.expires} <Age at={expiresAt} now={readAt} />
    </span>
  )
}

function stateOf(code: EnrolmentCodeRow, now: string): 'live' | 'revoked' | 'expired' | 'usedUp' {
  if (code.revokedAt !== undefined) return 'revoked'
  if (code.usesMax !== undefined && code.uses >= code.usesMax) return 'usedUp'
  return code.expiresAt !== undefined && code.expiresAt <= now ? 'expired' : 'live'
}

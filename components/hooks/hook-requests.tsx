'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { HookDetail, HookRequestSummary } from '#protocol/dashboard/hooks.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { hookTexts } from './hook-texts.ts'
import { RequestBody } from './request-body.tsx'

type Props = {
  hook: HookDetail
  readAt: string
  /** Whether the role may see payloads. */
  mayRead: boolean
}

/** The newest requests to a hook, each with its notification or the reason why there is none. */
export function HookRequests({ hook: { id, newest }, readAt, mayRead }: Props) {
  const t = useTexts(hookTexts)
  const format = useFormat()
  const [openId, setOpenId] = useState<number>()
  return (
    <Section title={t.requests} lead={t.requestsHow(format.number(PAGE_LIMITS.hookRequestsKept))}>
      {newest.length === 0 ? <EmptyState title={t.noRequests} hint={t.noRequestsHow} /> : null}
      <ul className="divide-y divide-line">
        {newest.map((request) => (
          <RequestLine
            key={request.id}
            hookId={id}
            request={request}
            readAt={readAt}
            isOpen={openId === request.id}
            toggle={mayRead ? () => setOpenId(openId === request.id ? undefined : request.id) : undefined}
          />
        ))}
      </ul>
    </Section>
  )
}

type LineProps = {
  hookId: string
  request: HookRequestSummary
  readAt: string
  isOpen: boolean
  toggle: (() => void) | undefined
}

const LOOKS = {
  accepted: { sign: '●', className: 'text-acked' },
  repeated: { sign: '◐', className: 'text-muted' },
  nothing: { sign: '○', className: 'text-muted' },
  refused: { sign: '×', className: 'text-danger' },
} as const

function RequestLine({ hookId, request, readAt, isOpen, toggle }: LineProps) {
  const t = useTexts(hookTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { at, outcome, notificationId, reason, contentType } = request
  const look = LOOKS[outcome]
  return (
    <li className="py-2" data-outcome={outcome}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="w-28 text-muted text-small">
          <Age at={at} now={later(readAt, at)} />
        </span>
        <span className={`inline-flex items-center gap-1.5 font-medium ${look.className}`}>
          <span aria-hidden="true">{look.sign}</span>
          {t[outcome]}
        </span>
        <span className="wrap-anywhere min-w-0 flex-1 basis-60">
          {notificationId === undefined ? null : (
            <Link
              href={`/notifications/${notificationId}`}
              prefetch={false}
              className="inline-block min-h-6 underline decoration-line underline-offset-4 hover:decoration-ink"
            >
              {t.notification} <span className="font-mono text-small">{notificationId.slice(-12)}</span>
            </Link>
          )}
          {reason === undefined ? null : (
            <span lang="en">
              <PlainText>{reason}</PlainText>
            </span>
          )}
        </span>
        {contentType === undefined ? null : (
          <span className="wrap-anywhere text-muted text-small">
            <PlainText>{contentType}</PlainText>
          </span>
        )}
        {toggle === undefined ? null : (
          <Button onClick={toggle} aria-expanded={isOpen}>
            {isOpen ? t.hide : t.show}
            <span className="sr-only"> {t.requestOf(format.timeOfDay(at, zone))}</span>
          </Button>
        )}
      </div>
      {isOpen ? <RequestBody hookId={hookId} requestId={request.id} /> : null}
    </li>
  )
}

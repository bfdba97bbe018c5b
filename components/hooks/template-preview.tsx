'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HookPreview } from '#protocol/dashboard/hooks.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { DisplayCard } from '../ui/display-card.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadFailure, ReadState } from '../ui/read-state.tsx'
import { hookTexts } from './hook-texts.ts'

/** The preview follows this long after the last key. */
const STILL_MILLISECONDS = 300

type Input = { template: string; body: string; contentType: string | undefined }

/** The notification that the request would become, rendered by the server as a real request is. */
export function TemplatePreview({ hookId: id, ...input }: Input & { hookId: string }) {
  const t = useTexts(hookTexts)
  const { template, body, contentType } = useStill(input)
  const query = useQuery({
    queryKey: ['hookPreview', id, template, body, contentType],
    queryFn: ({ signal }) =>
      actDashboard<HookPreview>('previewHook', {
        path: { id },
        body: {
          body,
          ...(template.trim() !== '' && { template }),
          ...(contentType !== undefined && { contentType }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <section aria-label={t.preview} aria-live="polite" className="min-w-0 lg:col-span-2">
      <h3 className="mb-2 font-medium text-small">{t.preview}</h3>
      {query.error !== null ? (
        <ReadFailure error={query.error} again={() => void query.refetch()} label={t.previewFailed} />
      ) : query.data === undefined ? (
        <ReadState query={query} />
      ) : (
        <Preview preview={query.data} />
      )}
    </section>
  )
}

function Preview({ preview }: { preview: HookPreview }) {
  const t = useTexts(hookTexts)
  const format = useFormat()
  if (preview.kind !== 'message')
    return (
      <Notice tone="danger" title={preview.kind === 'refused' ? t.wouldRefuse : t.nothing}>
        <span lang="en" className="wrap-anywhere">
          <PlainText>{preview.reason}</PlainText>
        </span>
      </Notice>
    )
  const { display, urgency, ttlSeconds, topic } = preview
  return (
    <>
      <DisplayCard display={display} />
      <p className="wrap-anywhere text-muted text-small">
        {t.wouldSend(urgency, format.duration(ttlSeconds))}
        {topic === undefined ? null : (
          <>
            {', '}
            {t.topic} <PlainText className="font-mono">{topic}</PlainText>
          </>
        )}
      </p>
    </>
  )
}

/** Returns the input as it was when it last stood still. */
function useStill(input: Input): Input {
  const text = JSON.stringify(input)
  const [still, setStill] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setStill(text), STILL_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [text])
  return JSON.parse(still) as Input
}

'use client'

import { useMemo } from 'react'
import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { type Display, readDisplay } from '#protocol/display.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { dashboardUrl, readDashboard } from '../live/dashboard-api.ts'
import { buttonClass } from '../ui/button.tsx'
import { DisplayCard } from '../ui/display-card.tsx'
import { showToast } from '../ui/toast.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { indentJson, readJsonTree } from './json-tree.ts'
import { JsonView } from './json-view.tsx'
import { decodeBytes, type PayloadPreview } from './payload-preview.ts'
import { texts } from './texts.ts'

/**
 * The sent payload: JSON indented and foldable, text as text, other bytes as base64url. The download has the whole
 * payload.
 */
export function SentPayload({ id, sent }: { id: string; sent: PayloadPreview }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { kind, shown, cut, body } = sent
  const tree = useMemo(() => (kind === 'json' && !cut ? readJsonTree(shown) : undefined), [kind, cut, shown])
  const display = useMemo(
    () => (kind === 'json' && !cut ? parseDisplay(shown) : undefined),
    [kind, cut, shown],
  )
  const bytes = format.number(body?.bytes ?? 0)
  const zone = useHydrated() ? 'local' : 'UTC'
  if (sent.erasedAt !== undefined) return <p>{t.erased(format.moment(sent.erasedAt, zone))}</p>
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        {body === undefined ? null : (
          <p>
            {body.contentEncoding !== 'identity'
              ? t.encrypted(bytes, body.contentEncoding)
              : kind === 'base64url'
                ? t.plain(bytes)
                : t.plainText(bytes)}
          </p>
        )}
        {cut ? <p className="text-muted">{t.payloadCut}</p> : null}
        <a
          href={dashboardUrl('readPayload', { path: { id } })}
          download
          className={`${buttonClass()} ml-auto`}
          onClick={(event) => {
            event.preventDefault()
            savePayload(id).catch(() => showToast(t.failed, 'danger'))
          }}
        >
          <span aria-hidden="true">↓</span> {t.download}
        </a>
      </div>
      {display === undefined ? null : <DisplayCard display={display} />}
      {shown === '' ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a part of the page that scrolls by itself
        <div
          role="group"
          aria-label={t.payload}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-small"
        >
          {tree === undefined ? (
            <pre className="wrap-anywhere whitespace-pre-wrap">
              <bdi>{showUnseen(kind === 'json' ? indentJson(shown) : shown, { keepLines: true })}</bdi>
            </pre>
          ) : (
            <JsonView node={tree} />
          )}
        </div>
      )}
    </>
  )
}

function parseDisplay(text: string): Display | undefined {
  try {
    return readDisplay(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Saves the payload as it was sent. */
async function savePayload(id: string): Promise<void> {
  const sent = await readDashboard<NotificationPayload>('readPayload', { path: { id } })
  const isJson = sent.encoding === 'json'
  const blob = new Blob([isJson ? sent.payload : decodeBytes(sent.payload)], {
    type: isJson ? 'application/json' : 'application/octet-stream',
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `notification-${id}.${isJson ? 'json' : 'bin'}`
  link.click()
  URL.revokeObjectURL(link.href)
}

'use client'

import { indentJson } from '../fan-out/json-tree.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { ReadState } from '../ui/read-state.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { hookTexts } from './hook-texts.ts'
import { useRequestBody } from './use-request-body.ts'

/** The kept body of a request, as text: its sender chose every character. */
export function RequestBody({ hookId, requestId }: { hookId: string; requestId: number }) {
  const t = useTexts(hookTexts)
  const query = useRequestBody(hookId, requestId)
  if (query.data === undefined) return <ReadState query={query} />
  const { body, cut } = query.data
  if (body === '') return <p className="mt-2 text-muted text-small">{t.noBody}</p>
  return (
    <div className="mt-2">
      {cut ? <p className="mb-1 text-muted text-small">{t.cut}</p> : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a part of the page that scrolls by itself */}
      <div
        role="group"
        aria-label={t.body}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-small"
      >
        <pre className="wrap-anywhere whitespace-pre-wrap">
          <bdi>{showUnseen(isJson(body) ? indentJson(body) : body, { keepLines: true })}</bdi>
        </pre>
      </div>
    </div>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import type { TestSent } from '#protocol/dashboard/acts.ts'
import type { TokensPage } from '#protocol/dashboard/lists/tokens.ts'
import { Refused } from '../acts/refused.tsx'
import { newRequestId } from '../acts/request-id.ts'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { extrasTexts } from './extras-texts.ts'

const SHOWN_TOKENS = '100'

/** Sends a test to one of the tokens with members, then shows its fan-out. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function ComposeDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(extrasTexts)
  const router = useRouter()
  const { run, busy, refused } = useAct()
  const [text, setText] = useState<string>(t.hello)
  const [requestId] = useState(newRequestId)
  const { data } = useQuery({
    queryKey: ['dashboard', 'listTokens', { members: 'some', limit: SHOWN_TOKENS }],
    queryFn: ({ signal }) =>
      readDashboard<TokensPage>('listTokens', { query: { members: 'some', limit: SHOWN_TOKENS }, signal }),
  })

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const id = String(new FormData(event.currentTarget).get('token'))
    const sent = await run<TestSent>('sendTest', { path: { id }, body: { text, requestId } })
    if (sent === undefined) return
    onClose()
    router.push(`/notifications/${sent.notificationId}`)
  }

  return (
    <Dialog name="compose" open onClose={onClose} title={t.compose} description={t.composeIs}>
      {data?.rows.length === 0 ? (
        <p>{t.noTokens}</p>
      ) : (
        <form onSubmit={(event) => void send(event)} className="grid gap-4">
          <label className="grid gap-1 font-medium text-small">
            {t.token}
            <select
              name="token"
              required
              className="min-h-8 w-full rounded-control border border-edge bg-surface px-2 font-normal"
            >
              <option value="">{t.choose}</option>
              {(data?.rows ?? []).map(({ id, applicationName, fingerprint, members }) => (
                <option key={id} value={id}>
                  {t.members(showUnseen(applicationName), fingerprint, members)}
                </option>
              ))}
            </select>
          </label>
          <TextField label={t.text} required value={text} onChange={(event) => setText(event.target.value)} />
          <Refused sentence={refused} />
          <div className="flex justify-end">
            <Button type="submit" look="primary" busy={busy}>
              {t.send}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

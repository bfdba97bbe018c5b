'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import type { CreatedHookAddress, HookReq } from '#protocol/dashboard/hooks.ts'
import type { TokensPage } from '#protocol/dashboard/lists/tokens.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { useShowHook } from './made-hook.tsx'
import { MoreSettings } from './more-settings.tsx'
import { SenderChoice } from './sender-choice.tsx'
import type { Sender } from './senders.ts'
import { texts } from './texts.ts'
import { TokenChoice } from './token-choice.tsx'

const SHOWN_TOKENS = '100'

/** Asks for the product and the token, and then shows the new hook's settings once. */
export function CreateHook({ close }: { close: () => void }) {
  const t = useTexts(texts)
  const query = useQuery({
    queryKey: ['dashboard', 'listTokens', { limit: SHOWN_TOKENS }],
    queryFn: ({ signal }) =>
      readDashboard<TokensPage>('listTokens', { query: { limit: SHOWN_TOKENS }, signal }),
  })
  return (
    <Dialog name="createHook" open onClose={close} title={t.createTitle} description={t.createHow}>
      {query.data === undefined ? <ReadState query={query} /> : null}
      {query.data?.rows.length === 0 ? (
        <p>
          {t.noTokens}{' '}
          <Link href="/tokens" className="text-accent underline underline-offset-2">
            {t.toTokens}
          </Link>
        </p>
      ) : (
        <CreateForm tokens={query.data?.rows} close={close} />
      )}
    </Dialog>
  )
}

type FormProps = { tokens: TokensPage['rows'] | undefined; close: () => void }

function CreateForm({ tokens, close }: FormProps) {
  const t = useTexts(texts)
  const showHook = useShowHook()
  const { run, busy, refused } = useAct()
  const [sender, setSender] = useState<Sender>()
  const [typedName, setName] = useState<string>()
  const name = typedName ?? (sender === undefined ? '' : (sender.name ?? t.webhook))

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (sender === undefined) return
    const body = bodyOf(new FormData(event.currentTarget), { sender, name })
    const made = await run<CreatedHookAddress>('createHook', { body })
    if (made === undefined) return
    const { shape, alias } = body
    showHook({
      ...{ name: body.name, made, shape, sender, alias },
      onStored: () => showToast(t.madeNow(body.name), 'plain', { href: `/hooks/${made.id}`, label: t.open }),
    })
    close()
  }

  return (
    <form onSubmit={(event) => void create(event)} className="grid gap-4">
      <SenderChoice sender={sender} choose={setSender} />
      <TokenChoice tokens={tokens ?? []} />
      <TextField
        label={t.name}
        hint={t.nameHint}
        required
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {sender === undefined ? null : <MoreSettings key={sender.id} sender={sender} />}
      <Refused sentence={refused} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={tokens === undefined}>
          {t.createIt}
        </Button>
      </div>
    </form>
  )
}

function bodyOf(form: FormData, { sender, name }: { sender: Sender; name: string }): HookReq {
  const alias = String(form.get('alias') ?? '').trim()
  const perMinute = form.get('perMinute')
  return {
    ...{ name: name.trim(), tokenId: Number(form.get('token')), shape: sender.shape },
    ...(sender.template !== undefined && { template: sender.template }),
    ...(alias !== '' && { alias }),
    ...(form.get('signed') !== null && { signed: true }),
    ...(perMinute !== null && perMinute !== '' && { perMinute: Number(perMinute) }),
  }
}

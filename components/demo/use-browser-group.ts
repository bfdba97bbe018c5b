'use client'

import { useEffect, useState } from 'react'
import { type BrowserGroup, type BrowserMessage, listMessages, PUSH_WORKER_NEWS } from './browser-group.ts'
import { findJoined, JoinError, type JoinObstacle, joinBrowser, leaveGroup } from './join-browser.ts'
import { ensureSeed } from './use-phones.ts'

export type JoinFailure = { obstacle: JoinObstacle | 'failed'; detail: string }

export type JoinedBrowser = {
  group: BrowserGroup | undefined
  messages: readonly BrowserMessage[]
  isBusy: boolean
  failure: JoinFailure | undefined
  join: () => Promise<void>
  leave: () => Promise<void>
}

/** This very browser as a member of the group, beside the phones in its page. */
export function useBrowserGroup(): JoinedBrowser {
  const [group, setGroup] = useState<BrowserGroup>()
  const [messages, setMessages] = useState<readonly BrowserMessage[]>([])
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<JoinFailure>()

  async function act(run: () => Promise<BrowserGroup | undefined>) {
    setBusy(true)
    setFailure(undefined)
    try {
      setGroup(await run())
      setMessages(await listMessages())
    } catch (error) {
      setFailure(describe(error))
    } finally {
      setBusy(false)
    }
  }

  useEffect(() => {
    const found = async () => {
      const joined = await findJoined()
      setGroup(joined)
      if (joined !== undefined) setMessages(await listMessages())
    }
    const news = new BroadcastChannel(PUSH_WORKER_NEWS)
    news.onmessage = () => void listMessages().then(setMessages)
    // The browser's storage may be unavailable, as in a private window: then there is nothing to show.
    found().catch(() => undefined)
    return () => news.close()
  }, [])

  const join = () => act(() => joinBrowser(ensureSeed()))
  const leave = () =>
    act(async () => {
      await leaveGroup()
      return undefined
    })
  return { group, messages, isBusy, failure, join, leave }
}

function describe(error: unknown): JoinFailure {
  if (error instanceof JoinError) return { obstacle: error.obstacle, detail: error.message }
  return { obstacle: 'failed', detail: error instanceof Error ? error.message : String(error) }
}

'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { InboxSession, type InboxState } from './inbox-session.ts'
import { workerTexts } from './worker-texts.ts'

const OPENING: InboxState = { phase: 'opening' }

/** Runs the inbox of this page. */
export function useInbox(): { session: InboxSession; state: InboxState } {
  const texts = useTexts(workerTexts)
  const [session] = useState(() => new InboxSession(texts))
  const state = useSyncExternalStore(session.subscribe, session.read, () => OPENING)
  useEffect(() => {
    void session.start()
    return () => void session.stop()
  }, [session])
  return { session, state }
}

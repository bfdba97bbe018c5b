'use client'

import { useEffect, useState } from 'react'
import { type ReadJoin, readJoinLink } from '#protocol/join-link.ts'

/** The join link that was opened or pasted last, and how to read another or to put it away. */
export type OpenedLink = {
  opened: ReadJoin | undefined
  read: (text: string) => void
  dismiss: () => void
}

/** Takes the join link out of the page's address at once, so that neither the history nor a shared screen keeps it. */
export function useJoinLink(): OpenedLink {
  const [opened, setOpened] = useState<ReadJoin>()
  useEffect(() => {
    const take = () => {
      if (!location.hash.startsWith('#join=')) return
      setOpened(readJoinLink(location.hash))
      history.replaceState(history.state, '', `${location.pathname}${location.search}`)
    }
    take()
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return {
    opened,
    read: (text) => setOpened(readJoinLink(text)),
    dismiss: () => setOpened(undefined),
  }
}

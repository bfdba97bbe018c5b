'use client'

import { useEffect, useState } from 'react'
import { listenToAnnounced } from './announce.ts'

/**
 * The polite live region of every page. `aria-live` stands there in words: a modal dialog hides everything else from
 * screen readers, but keeps what has that attribute.
 */
export function Announcer() {
  const [said, setSaid] = useState({ text: '', times: 0 })
  useEffect(() => listenToAnnounced((text) => setSaid(({ times }) => ({ text, times: times + 1 }))), [])
  return (
    <div role="status" aria-live="polite" data-announcer="" className="sr-only">
      {/* A new element each time: the same sentence twice is read twice. */}
      <span key={said.times}>{said.text}</span>
    </div>
  )
}

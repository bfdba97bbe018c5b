'use client'

import { useEffect } from 'react'

/**
 * Hands the page's nonce to what adds styles as it runs (the lock on scrolling below a dialog, through `get-nonce`): the
 * policy of pages refuses styles without it.
 */
export function StyleNonce() {
  useEffect(() => {
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
    Reflect.set(window, '__webpack_nonce__', nonce)
  }, [])
  return null
}

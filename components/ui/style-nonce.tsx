'use client'

import { useEffect } from 'react'

/**
 * Hands the page's nonce to libraries that add styles at run time (the scroll lock below a dialog, through
 * `get-nonce`). The policy of pages refuses styles without it.
 */
export function StyleNonce() {
  useEffect(() => {
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
    Reflect.set(window, '__webpack_nonce__', nonce)
  }, [])
  return null
}

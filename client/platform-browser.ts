import { argon2idWasm } from './argon2id-wasm.ts'
import { callHttpInBrowser } from './http/http-call-browser.ts'
import type { Platform } from './platform.ts'

export const platformBrowser: Platform = { argon2id: argon2idWasm, callHttp: callHttpInBrowser, onWake }

function onWake(listener: () => void): () => void {
  const listening = new AbortController()
  const { signal } = listening
  globalThis.addEventListener?.('online', listener, { signal })
  globalThis.addEventListener?.('pageshow', listener, { signal })
  const page = globalThis.document
  page?.addEventListener('visibilitychange', () => page.visibilityState === 'visible' && listener(), {
    signal,
  })
  return () => listening.abort()
}

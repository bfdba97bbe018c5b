'use client'

import { useEffect, useRef, useState } from 'react'
import type { DemoEnrolment } from '#protocol/dashboard/enrolment.ts'
import { fingerprint } from '#protocol/fingerprint.ts'
import { explainError, failureTexts } from '../acts/failure-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { Phone, type PhoneKind, type PhoneState } from './phone.ts'

const TAB_KEY = 'aoi-demo-tab'
const SEED_BYTES = 32

const SEEDED: readonly { id: string; kind: PhoneKind }[] = [
  { id: 'A', kind: 'seeded' },
  { id: 'B', kind: 'seeded' },
  { id: 'C', kind: 'seeded' },
  { id: 'D', kind: 'alone' },
]

export type Phones = {
  phones: readonly PhoneState[]
  /** The Client App Token of the phones with the seed. */
  token: string | undefined
  /** The subscription for senders of Web Push, as JSON text. */
  subscription: string | undefined
  status: 'away' | 'starting' | 'there' | 'failed'
  /** Why the phones could not start, in a sentence. */
  failure: string | undefined
  start: () => Promise<void>
  putAway: () => Promise<void>
  toggle: (id: string) => Promise<void>
}

/** Three phones with one seed and one without; with `eavesdropper`, a fifth that knows only the token. */
export function usePhones({ eavesdropper }: { eavesdropper: boolean }): Phones {
  const phones = useRef<Phone[]>([])
  const [states, setStates] = useState<readonly PhoneState[]>([])
  const [status, setStatus] = useState<Phones['status']>('away')
  const [failure, setFailure] = useState<string>()
  const failures = useTexts(failureTexts)
  const changed = () => setStates(phones.current.map(({ state }) => state))

  async function start() {
    setStatus('starting')
    setFailure(undefined)
    try {
      // Loaded when somebody starts the phones: with its WebAssembly it is larger than the page.
      const library = await import('#aoi-client')
      const seed = ensureSeed()
      const tab = `${tabId()}-${fingerprint(seed)}`
      const { code } = await actDashboard<DemoEnrolment>('enrolDemo')
      const add = (id: string, kind: PhoneKind, phoneSeed: string | undefined) => {
        const phone = new Phone({
          library,
          storageName: `aoi-demo-${tab}-${id}`,
          id,
          kind,
          seed: phoneSeed,
          enrolmentCode: code,
          changed,
        })
        phones.current.push(phone)
        return phone
      }
      for (const { id, kind } of SEEDED) add(id, kind, kind === 'seeded' ? seed : undefined)
      changed()
      // One after the other, because each derives its key from the seed, which is slow on purpose.
      for (const phone of [...phones.current]) await phone.goOnline()
      const token = phones.current[0]?.state.token
      if (eavesdropper && token !== undefined) await add('E', 'eavesdropper', token).goOnline()
      setStatus('there')
    } catch (error) {
      // The phones that did start would keep their storage locked for the next attempt.
      await Promise.allSettled(phones.current.splice(0).map((phone) => phone.goOffline()))
      changed()
      setFailure(error instanceof Error ? explainError(error, failures) : String(error))
      setStatus('failed')
    }
  }

  async function putAway() {
    await Promise.all(phones.current.splice(0).map((phone) => phone.putAway()))
    changed()
    setStatus('away')
  }

  async function toggle(id: string) {
    const phone = phones.current.find(({ state }) => state.id === id)
    if (phone?.state.state === 'closed') await phone.goOnline()
    else await phone?.goOffline()
  }

  useEffect(
    () => () => {
      for (const phone of phones.current.splice(0)) void phone.goOffline()
    },
    [],
  )

  const { token, subscription } = states.find(({ kind }) => kind === 'seeded') ?? {}
  return { phones: states, token, subscription, status, failure, start, putAway, toggle }
}

/** Returns the seed after the `#` of the URL, and creates it the first time: a reload and a shared link keep it. */
export function ensureSeed(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('seed')
  if (given !== null && given !== '') return given
  const bytes = crypto.getRandomValues(new Uint8Array(SEED_BYTES))
  const seed = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  history.replaceState(history.state, '', `${location.pathname}${location.search}#seed=${seed}`)
  return seed
}

/** Distinguishes this tab’s phones from those of other tabs; a reload keeps it. Phones of another seed are others. */
function tabId(): string {
  const kept = sessionStorage.getItem(TAB_KEY)
  if (kept !== null) return kept
  const made = crypto.randomUUID()
  sessionStorage.setItem(TAB_KEY, made)
  return made
}

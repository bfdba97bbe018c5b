import { useState } from 'react'
import type { CreatedApiKey } from '#protocol/dashboard/acts.ts'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { DEMO_APPLICATION } from '../demo/phone.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { useStepUp } from '../operators/step-up.tsx'
import { type FirstNotification, notificationBody } from './notification-body.ts'

type Running = 'createKey' | 'send'

/** The first API key and the first notification: the two acts of the page, and how far they are. */
export type FirstSend = {
  /** The key that was created on this page, shown once. */
  key: string | undefined
  /** The notification that was sent on this page. */
  sentId: string | undefined
  /** Why the last act failed, in a sentence. */
  why: string | undefined
  running: Running | undefined
  createKey: () => Promise<void>
  /** Sends it with the key, through the public API. */
  send: (notification: FirstNotification) => Promise<void>
}

export function useFirstSend(): FirstSend {
  const failures = useTexts(failureTexts)
  const withStepUp = useStepUp()
  const [key, setKey] = useState<string>()
  const [sentId, setSentId] = useState<string>()
  const [why, setWhy] = useState<string>()
  const [running, setRunning] = useState<Running>()

  async function attempt(name: Running, act: () => Promise<void>) {
    setRunning(name)
    setWhy(undefined)
    try {
      await act()
    } catch (error) {
      setWhy(error instanceof DashboardError ? explainFailure(error, failures) : String(error))
    }
    setRunning(undefined)
  }

  const createKey = () =>
    attempt('createKey', async () => {
      const body = { name: 'demo-sender', grants: [DEMO_APPLICATION] }
      const created = await withStepUp(() => actDashboard<CreatedApiKey>('createApiKey', { body }))
      setKey(created.key)
    })

  const send: FirstSend['send'] = (notification) =>
    attempt('send', async () => {
      // Sends the same request as the command on the page, through the public API.
      const response = await fetch('/api/v1/notifications', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: notificationBody(notification),
      })
      const answer = (await response.json()) as { notificationId?: string; desc?: string }
      if (!response.ok) throw new Error(answer.desc)
      setSentId(answer.notificationId)
    })

  return { key, sentId, why, running, createKey, send }
}

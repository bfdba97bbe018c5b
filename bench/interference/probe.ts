import { setTimeout as sleep } from 'node:timers/promises'
import { HttpSender } from '../kit/http-sender.ts'
import { residentBytes } from '../kit/process-usage.ts'
import { percentile } from '../kit/table.ts'

const HEALTH_PAUSE_MILLISECONDS = 20
const SEND_PAUSE_MILLISECONDS = 20
const SENDERS = 4
const MEGABYTE = 1_000_000

export type Probed = {
  seconds: number
  healthP99: number
  healthMax: number
  sendP50: number
  sendP99: number
  /** The most memory above the resident bytes of before, in MB. */
  growth: number
}

type Server = { url: string; processId: number; key: string; clientAppToken: string }

/** Requests health and sends notifications steadily while `work` runs. Returns how long both took. */
export async function probe(server: Server, work: () => Promise<void>): Promise<Probed> {
  const state = { isOver: false }
  const [health, sends]: [number[], number[]] = [[], []]
  const before = residentBytes(server.processId)
  let most = before
  const startedAt = performance.now()
  const sender = new HttpSender(Number(new URL(server.url).port), {
    authorization: `Bearer ${server.key}`,
    'content-type': 'application/json',
  })
  const body = JSON.stringify({
    ...{ messageType: 'notificationReq', clientAppToken: server.clientAppToken, payload: 'probe', ttl: 60 },
  })
  const repeat = async (samples: number[], pause: number, ask: () => Promise<unknown>) => {
    while (!state.isOver) {
      const askedAt = performance.now()
      await ask()
      samples.push(performance.now() - askedAt)
      await sleep(pause)
    }
  }
  const askHealth = async () => {
    await (await fetch(`${server.url}/api/health`)).text()
    most = Math.max(most, residentBytes(server.processId))
  }
  const probes = [
    repeat(health, HEALTH_PAUSE_MILLISECONDS, askHealth),
    ...Array.from({ length: SENDERS }, () =>
      repeat(sends, SEND_PAUSE_MILLISECONDS, () => sender.post('/api/v1/notifications', body)),
    ),
  ]
  try {
    await work()
  } finally {
    state.isOver = true
    await Promise.allSettled(probes)
    sender.close()
  }
  return {
    seconds: (performance.now() - startedAt) / 1000,
    healthP99: percentile(health, 99),
    healthMax: Math.max(...health),
    sendP50: percentile(sends, 50),
    sendP99: percentile(sends, 99),
    growth: (most - before) / MEGABYTE,
  }
}

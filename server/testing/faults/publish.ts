import { Agent, request } from 'node:http'

const IN_FLIGHT = 32

type Publishing = { url: string; key: string; token: string; count: number; payloadBytes: number }

/** Sends `count` notifications of one size, 32 at a time. Rejects when one of them is not accepted. */
export async function publish(publishing: Publishing): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
  const payload = 'x'.repeat(publishing.payloadBytes)
  const body = JSON.stringify({
    messageType: 'notificationReq',
    clientAppToken: publishing.token,
    payload,
  })
  let left = publishing.count
  const sendOn = async () => {
    while (left > 0) {
      left -= 1
      await post(agent, { ...publishing, body })
    }
  }
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, sendOn))
  } finally {
    agent.destroy()
  }
}

function post(agent: Agent, { url, key, body }: { url: string; key: string; body: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const asked = request(`${url}/api/v1/notifications`, { agent, method: 'POST', headers }, (response) => {
      response.resume()
      response.once('end', () => {
        if (response.statusCode === 201) resolve()
        else reject(new Error(`not accepted: ${response.statusCode}`))
      })
    })
    asked.once('error', reject).end(body)
  })
}

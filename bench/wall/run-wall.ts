import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../server/env.ts'
import { startServer } from '../../server/start.ts'
import { signInAs } from '../../server/testing/dashboard-caller.ts'
import { carryOutOrders } from '../kit/carry-out-orders.ts'
import { type FlowResult, fillTokens, SimulatedFlow } from './simulated-flow.ts'

/** `fill` starts the server with its pages. `run` sends for a time. */
export type WallOrder =
  | { kind: 'fill'; tokens: number; members: number }
  | { kind: 'run'; seconds: number; perSecond: number }
export type WallAnswer = FlowResult & { url: string; cookie: string; dataDirectory: string }

const dataDirectory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
const env = readEnv({ PORT: '0', HOST: '127.0.0.1', AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'error' })
let running: { flow: SimulatedFlow; url: string; cookie: string } | undefined

carryOutOrders<WallOrder>(async (order): Promise<WallAnswer> => {
  running ??= await start(order.kind === 'fill' ? order : { tokens: 1, members: 1 })
  const { flow, url, cookie } = running
  const result = order.kind === 'run' ? await flow.run(order) : { accepted: 0, cpuSeconds: 0 }
  return { url, cookie, dataDirectory, ...result }
})

async function start(members: { tokens: number; members: number }) {
  const tokens = await fillTokens(dataDirectory, members)
  const { services, url } = await startServer(env)
  const { cookie } = await signInAs({ url, services }, 'admin')
  return { flow: new SimulatedFlow(services, tokens), url, cookie }
}

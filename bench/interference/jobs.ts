import { setTimeout as sleep } from 'node:timers/promises'
import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '../../protocol/dashboard/manifest.ts'
import { FILLED_APPLICATION } from './fill.ts'

const SELECTED = 10_000
const SIMULATED = 100_000
const SIMULATED_QUICK = 5000
const OVERVIEW_SECONDS = 10
const OVERVIEW_PAUSE_MILLISECONDS = 250
const BASELINE_SECONDS = 15
const INDEX_POLL_MILLISECONDS = 5000
const PASSWORD = 'a password for benches'
const EMAIL = 'bench@example.com'

/** An operator, by the dashboard's API. */
export type Operator = {
  ask: (operation: DashboardOperationName, asked?: RequestParts) => Promise<Response>
}
type RequestParts = { query?: Record<string, string>; body?: object; path?: string }

/** Becomes the first operator by the setup code. */
export async function becomeOperator(url: string, setupCode: string): Promise<Operator> {
  const answered = await fetch(`${url}/api/auth/accept`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ code: setupCode, email: EMAIL, name: 'Bench', password: PASSWORD }),
  })
  if (!answered.ok) throw new Error(`no operator: ${answered.status} ${await answered.text()}`)
  const cookie = answered.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  const ask = async (operation: DashboardOperationName, { query, body, path = '' }: RequestParts = {}) => {
    const { method, path: template } = DASHBOARD_OPERATIONS[operation]
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const response = await fetch(`${url}/api/dashboard${template.replace(/\{\w+\}/, path)}${search}`, {
      method: method.toUpperCase(),
      headers: { origin: url, cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`)
    return response
  }
  return { ask }
}

type SearchAnswer = { groups: { cut?: string; waiting?: number }[] }

/** Waits until the server has built its search indexes, so that this upkeep is in no measurement. */
export async function untilIndexed({ ask }: Operator): Promise<void> {
  for (;;) {
    const body = { text: 'a phrase that nothing has' }
    const { groups } = (await (await ask('search', { body })).json()) as SearchAnswer
    if (groups.every(({ cut, waiting }) => cut !== 'index' && waiting === undefined)) return
    await sleep(INDEX_POLL_MILLISECONDS)
  }
}

export type Job = { name: string; run: (operator: Operator) => Promise<void> }

/** Lists every job of an operator that walks many rows. The first job does nothing: it is the baseline. */
export function listJobs({ rows, quick }: { rows: number; quick: boolean }): Job[] {
  return [
    { name: 'none', run: () => sleep((quick ? 2 : BASELINE_SECONDS) * 1000) },
    { name: 'export csv', run: (operator) => readExport(operator, { format: 'csv' }) },
    {
      name: 'export ndjson, payloads',
      run: (operator) => readExport(operator, { format: 'ndjson', payload: 'true' }),
    },
    { name: 'search without hits', run: (operator) => searchAll(operator, rows) },
    { name: 'AOI Clients by name, no hits', run: (operator) => searchClients(operator) },
    {
      name: 'select and cancel 10,000',
      run: (operator) => actOn(operator, { act: 'cancel', operation: 'cancelNotifications' }),
    },
    {
      name: 'select and erase 10,000',
      run: (operator) => actOn(operator, { act: 'erase', operation: 'erasePayloads' }),
    },
    { name: 'overview, 4 a second', run: readOverview },
    {
      name: 'simulation, made and removed',
      run: (operator) => simulate(operator, quick ? SIMULATED_QUICK : SIMULATED),
    },
  ]
}

async function readExport({ ask }: Operator, query: Record<string, string>): Promise<void> {
  const { body } = await ask('exportNotifications', { query })
  if (body === null) return
  for await (const _chunk of body);
}

type Page = { rows: { id: string; acceptedAt: string }[]; nextCursor?: string }

async function searchAll({ ask }: Operator, rows: number): Promise<void> {
  let cursor: string | undefined
  for (let walked = 0; walked <= rows; walked += SELECTED) {
    const query = { state: 'replaced', ...(cursor === undefined ? {} : { cursor }) }
    cursor = ((await (await ask('listNotifications', { query })).json()) as Page).nextCursor
    if (cursor === undefined) return
  }
}

async function searchClients({ ask }: Operator): Promise<void> {
  let cursor: string | undefined
  do {
    const query = { name: 'nobody', ...(cursor === undefined ? {} : { cursor }) }
    cursor = ((await (await ask('listAoiClients', { query })).json()) as Page).nextCursor
  } while (cursor !== undefined)
}

/** Freezes and acts on the largest selection there can be: everything of an application up to the limit. */
async function actOn(
  { ask }: Operator,
  { act, operation }: { act: string; operation: DashboardOperationName },
): Promise<void> {
  const filter = { applicationName: FILLED_APPLICATION, state: act === 'erase' ? 'cancelled' : 'live' }
  let acceptedTo: string | undefined
  const query = { applicationName: FILLED_APPLICATION, limit: '100', sort: 'oldest' }
  let page: Page = { rows: [] }
  for (let seen = 0; seen < SELECTED; seen += page.rows.length) {
    const cursor = page.nextCursor === undefined ? {} : { cursor: page.nextCursor }
    page = (await (await ask('listNotifications', { query: { ...query, ...cursor } })).json()) as Page
    acceptedTo = page.rows.at(-1)?.acceptedAt ?? acceptedTo
    if (page.nextCursor === undefined) break
  }
  const body = { act, filter: { ...filter, ...(acceptedTo === undefined ? {} : { acceptedTo }) } }
  const { selectionId } = (await (await ask('freezeSelection', { body })).json()) as { selectionId: string }
  await ask(operation, { body: { selectionId, reason: 'bench' } })
}

async function readOverview({ ask }: Operator): Promise<void> {
  const until = performance.now() + OVERVIEW_SECONDS * 1000
  while (performance.now() < until) {
    await (await ask('readOverview')).text()
    await sleep(OVERVIEW_PAUSE_MILLISECONDS)
  }
}

/** Makes a simulation and reads its fan-out, as the page does. */
async function simulate({ ask }: Operator, recipients: number): Promise<void> {
  const body = { recipients, onlineShare: 0.9, silentShare: 0.05, medianMs: 800 }
  const started = (await (await ask('startSimulation', { body })).json()) as {
    simulationId: string
    notificationId: string
  }
  for (let look = 0; look < 10; look += 1) {
    await (await ask('readFanOut', { path: started.notificationId })).text()
    await sleep(500)
  }
  await ask('removeSimulation', { path: started.simulationId })
}

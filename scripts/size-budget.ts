import { OPERATOR } from '../e2e/operator.ts'
import { startServer, type TestServer } from '../e2e/test-server.ts'
import { DASHBOARD_PAGES } from '../protocol/dashboard/manifest.ts'
import { budgetOf, measurePage } from './size/measure-page.ts'

/** Prints the first-load JavaScript of every page of the built application. Fails when a page is above its budget. */
async function main(): Promise<void> {
  const server = await startServer()
  try {
    const over = [...(await measureEntries(server)), ...(await measureDashboard(server))].filter(Boolean)
    if (over.length > 0) process.exitCode = 1
    console.log(
      over.length === 0
        ? 'size-budget: every page is within its budget'
        : 'size-budget: pages exceed their budget',
    )
  } finally {
    await server.remove()
  }
}

/** Measures the pages from before the first operator exists. Returns, for each, whether it is above its budget. */
async function measureEntries(server: TestServer): Promise<boolean[]> {
  return [await measure(server, { path: '/setup', cookie: '' })]
}

async function measureDashboard(server: TestServer): Promise<boolean[]> {
  const cookie = await signIn(server)
  const isOver: boolean[] = []
  for (const { path, permission } of Object.values(DASHBOARD_PAGES)) {
    if (path === '/setup' || path.includes('[')) continue
    isOver.push(await measure(server, { path, cookie: permission === 'public' ? '' : cookie }))
  }
  return isOver
}

async function measure({ url }: TestServer, asked: { path: string; cookie: string }): Promise<boolean> {
  const kilobytes = await measurePage(url + asked.path, asked.cookie)
  const budget = budgetOf(asked.path)
  console.log(`${kilobytes.toFixed(1).padStart(7)} of ${budget} kB  ${asked.path}`)
  return kilobytes > budget
}

async function signIn({ url, setupCode }: TestServer): Promise<string> {
  const answered = await fetch(`${url}/api/auth/accept`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ ...OPERATOR, code: setupCode }),
  })
  return answered.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

await main()

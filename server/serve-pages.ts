import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Clock } from './core/clock.ts'
import type { OnUnexpected } from './core/unexpected.ts'
import { findProjectDirectory } from './db/project-directory.ts'
import { disableTelemetry, type Env, setNextConfiguration } from './env.ts'
import { PageTurns } from './page-turns.ts'
import { answerJson, failRequest, type UpgradeListener } from './requests.ts'
import { openRouterStateCheck } from './router-state.ts'

/** Files that Next serves as they are. */
const FILES = '/_next/static/'
const RETRY_AFTER_SECONDS = 2

export type Pages = {
  request: RequestListener
  upgrade: UpgradeListener | undefined
  close: () => Promise<void>
}

export const NO_PAGES: Pages = {
  request: (_request, response) =>
    void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found\n'),
  upgrade: undefined,
  close: async () => {},
}

/**
 * Serves the pages with Next. Next gets a server that never listens, because it would add its own `upgrade` listener to
 * ours.
 */
export async function servePages(input: {
  env: Env
  clock: Clock
  dev: boolean
  onUnexpected: OnUnexpected
}): Promise<Pages> {
  disableTelemetry()
  const dir = findProjectDirectory()
  if (!input.dev) setNextConfiguration(await readBuiltConfiguration(dir))
  const { default: next } = await import('next')
  const anchor = createServer()
  const app = next({
    dev: input.dev,
    dir,
    hostname: input.env.host,
    port: input.env.port,
    httpServer: anchor,
  })
  await app.prepare()
  const pages = app.getRequestHandler()
  const findFault = await openRouterStateCheck()
  const turns = new PageTurns(input.clock)
  return {
    request: (request, response) => {
      const fault = findFault(request)
      if (fault !== undefined) return answerJson(response, 400, fault)
      const show = async () => {
        try {
          await pages(request, response)
        } catch (error) {
          failRequest({ request, response, error, onUnexpected: input.onUnexpected })
        }
      }
      if (input.dev || request.url?.startsWith(FILES) === true) return void show()
      if (turns.take(response, () => void show())) return
      response.setHeader('retry-after', RETRY_AFTER_SECONDS)
      answerJson(response, 503, 'too many requests for pages are waiting')
    },
    // Next adds its listener to `anchor` with its first request. Its `getUpgradeHandler` returns one that does nothing.
    upgrade: input.dev
      ? (request, socket, head) => void (anchor.emit('upgrade', request, socket, head) || socket.destroy())
      : undefined,
    close: () => app.close(),
  }
}

/** Reads the configuration with which the pages were built. Rejects if they are not built. */
async function readBuiltConfiguration(dir: string): Promise<object> {
  const path = join(dir, '.next/required-server-files.json')
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`the pages are not built (${path} is missing): run \`npm run build\``, { cause: error })
  })
  return (JSON.parse(text) as { config: object }).config
}

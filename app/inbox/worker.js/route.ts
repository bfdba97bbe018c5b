import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProjectDirectory } from '#server/db/project-directory.ts'

/** Serves the service worker of the inbox. The page lies above the worker's folder, so the header widens its scope. */
export async function GET(): Promise<Response> {
  const worker = await readFile(join(findProjectDirectory(), 'dist/inbox/inbox-worker.mjs'))
  return new Response(new Uint8Array(worker), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'service-worker-allowed': '/inbox',
    },
  })
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProjectDirectory } from '#server/db/project-directory.ts'

/** Serves the service worker that receives the messages of a stock browser in the demo's group. */
export async function GET(): Promise<Response> {
  const worker = await readFile(join(findProjectDirectory(), 'dist/demo/push-worker.mjs'))
  return new Response(new Uint8Array(worker), {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
  })
}

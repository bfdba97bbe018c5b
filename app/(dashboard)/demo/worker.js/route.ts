import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProjectDirectory } from '#server/db/project-directory.ts'

/** The worker by which a stock browser that joined the demo's group is handed its messages. */
export async function GET(): Promise<Response> {
  const worker = await readFile(join(findProjectDirectory(), 'dist/demo/push-worker.mjs'))
  return new Response(new Uint8Array(worker), {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
  })
}

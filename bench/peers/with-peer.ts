import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Load } from '../fanout/load.ts'
import type { Peer } from './peer.ts'
import { PEERS } from './peers.ts'

/** The port of the first peer. The others use the ports after it, so that all may run at once. */
const PORT = 19_370

/** Runs a peer, in a process of its own on `port`, and a load that may connect to it. Both end with `work`. */
export async function withPeer<Result>(
  peer: Peer,
  work: (running: { load: Load; processId: number; port: number }) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  const port = PORT + PEERS.indexOf(peer)
  const child = await peer.start({ port, directory })
  const load = new Load()
  try {
    return await work({ load, processId: child.processId, port })
  } finally {
    await load.end()
    await child.end()
    rmSync(directory, { recursive: true, force: true })
  }
}

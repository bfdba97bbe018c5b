import type { ClientParts } from '../delivery/instance-queue.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import type { Credential, JournalState } from '../journal/journal-state.ts'
import { isSameServerUrl, urlAt } from '../server-url.ts'
import { findServerId } from './find-server-id.ts'
import type { RegisterAoiClientInput } from './register-aoi-client.ts'
import { registerAoiClient } from './register-aoi-client.ts'
import type { SessionEnd } from './session-end.ts'

export type CredentialOrEnd = { credential: Credential } | { end: SessionEnd }

/**
 * Returns the credential for the server at `serverUrl`: the one of the state, or a new one for an empty state. A state
 * from another address is kept if both addresses belong to one AOI Server; otherwise the AOI Client stops.
 */
export async function findCredential(
  { journal }: Pick<ClientParts, 'journal'>,
  input: RegisterAoiClientInput,
): Promise<CredentialOrEnd> {
  const known = journal.state.credential
  if (known === undefined) {
    const registered = await registerAoiClient(input)
    if ('credential' in registered)
      await journal.append([{ kind: 'credential', ...registered.credential }], 'synced')
    return registered
  }
  if (isSameServerUrl(known.serverUrl, input.serverUrl)) return { credential: known }
  const found = known.serverId === undefined ? { serverId: undefined } : await findServerId(input)
  if ('end' in found) return found
  const why = whyForeign(known, { ...found, serverUrl: input.serverUrl })
  if (why !== undefined) return { end: { kind: 'stopped', reason: 'storageFailed', desc: why } }
  const credential = { ...known, serverUrl: input.serverUrl }
  await journal.append(movedRecords(journal.state, credential), 'synced')
  return { credential }
}

/** Returns why the state belongs to another server than the one at the URL; `undefined` if it does not. */
function whyForeign(
  known: Credential,
  asked: { serverUrl: string; serverId: string | undefined },
): string | undefined {
  const advice = `use a separate state for ${asked.serverUrl}`
  const owner = `this state belongs to the AOI Server ${known.serverUrl}`
  if (known.serverId === undefined) return `${owner}: ${advice}`
  if (asked.serverId === undefined)
    return `${owner}, and ${asked.serverUrl} does not state its identity: ${advice}`
  if (asked.serverId === known.serverId) return undefined
  return `${owner} (${known.serverId}), and ${asked.serverUrl} is another AOI Server (${asked.serverId}): ${advice}`
}

/** The credential, and each registration with its addresses at the new URL. */
function movedRecords(state: JournalState, credential: Credential): JournalRecord[] {
  const { serverUrl } = credential
  const registered = [...state.tokens.values()].map((token): JournalRecord => {
    const { cursor, instances, subscriptions, held, aoiServerUrl, webPushEndpoint, ...rest } = token
    return {
      kind: 'registered',
      ...rest,
      ...(aoiServerUrl !== undefined && { aoiServerUrl: serverUrl }),
      ...(webPushEndpoint !== undefined && {
        webPushEndpoint: urlAt(serverUrl, new URL(webPushEndpoint).pathname.replace(/^.*(?=\/wp\/)/, ''))
          .href,
      }),
    }
  })
  return [{ kind: 'credential', ...credential }, ...registered]
}

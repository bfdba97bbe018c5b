import { CONNECTOR_PATH } from './introspection.ts'
import type { ConnectorVersion } from './parse-call.ts'
import type { BusRequest } from './session-bus.ts'
import { variant } from './session-bus.ts'

/** An app's registration as D-Bus names it: the app's name on the bus, and the token that the app chose. */
export type ConnectedApp = { service: string; token: string; version: ConnectorVersion }

/** The call that hands over a message: `data` is what the sender posted. */
export function messageCall(app: ConnectedApp, { data, id }: { data: Uint8Array; id: string }): BusRequest {
  const { token } = app
  return connectorCall(app, {
    member: 'Message',
    old: { signature: 'says', body: [token, Buffer.from(data), id] },
    dictionary: { token: variant('s', token), message: variant('ay', data), id: variant('s', id) },
  })
}

export function newEndpointCall(app: ConnectedApp, endpoint: string): BusRequest {
  const { token } = app
  return connectorCall(app, {
    member: 'NewEndpoint',
    old: { signature: 'ss', body: [token, endpoint] },
    dictionary: { token: variant('s', token), endpoint: variant('s', endpoint) },
  })
}

/** The app's registration has ended. In version 1 an empty token confirms the app's own `Unregister`. */
export function unregisteredCall(
  app: ConnectedApp,
  { isConfirmation }: { isConfirmation: boolean },
): BusRequest {
  const { token } = app
  return connectorCall(app, {
    member: 'Unregistered',
    old: { signature: 's', body: [isConfirmation ? '' : token] },
    dictionary: { token: variant('s', token) },
  })
}

type ConnectorArguments = {
  member: string
  old: { signature: string; body: unknown[] }
  dictionary: Record<string, unknown>
}

function connectorCall({ service, version }: ConnectedApp, { member, old, dictionary }: ConnectorArguments) {
  return {
    destination: service,
    path: CONNECTOR_PATH,
    interface: `org.unifiedpush.Connector${version}`,
    member,
    ...(version === 1 ? old : { signature: 'a{sv}', body: [dictionary] }),
  }
}

const PREFIX = 'unified-push-'

/** The name of the AOI Client's instance for an app's registration; it is in the journal. */
export function instanceOf({ version, token }: Pick<ConnectedApp, 'version' | 'token'>): string {
  return `${PREFIX}${version}:${token}`
}

/** The reverse of `instanceOf`; undefined for an instance of another interface. */
export function appOf(registration: { applicationName: string; instance: string }): ConnectedApp | undefined {
  const [, version, token] = registration.instance.match(/^unified-push-([12]):(.+)$/s) ?? []
  if (token === undefined) return undefined
  return { service: registration.applicationName, token, version: version === '1' ? 1 : 2 }
}

import { CommandFailure } from './command-failure.ts'
import type { Invocation } from './define.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import { NAME_ARGUMENT, readDeviceName } from './device-name.ts'
import { CODE_ARGUMENT, readEnrolmentCode } from './enrolment-code.ts'
import { parseWholeNumber } from './parse-option.ts'
import type { ServeInput } from './serve-apps.ts'
import { parseServerUrl, SERVER_ARGUMENT } from './server-url.ts'
import { findStateDirectory, STATE_ARGUMENT } from './state-directory.ts'

type DaemonArguments = {
  server: string
  state?: string | undefined
  code?: string | undefined
  name?: string | undefined
  socket?: string | undefined
  port?: string | undefined
  'unified-push'?: boolean | undefined
}

/** `aoi daemon`: AOI-1 for apps in any language. */
export const daemonCommand = defineLeaf({
  meta: {
    name: 'daemon',
    description: 'Serve Client Applications in any language on a local socket (AOI-1)',
  },
  args: {
    ...SERVER_ARGUMENT,
    ...STATE_ARGUMENT,
    ...CODE_ARGUMENT,
    ...NAME_ARGUMENT,
    socket: {
      type: 'string',
      valueHint: 'PATH',
      description: 'Unix socket, mode 0600 (default: aoi-1.sock in the state directory)',
    },
    port: {
      type: 'string',
      valueHint: 'N',
      description:
        'Also listen on 127.0.0.1, where every user of this machine can connect; 0 takes a free port',
    },
    'unified-push': {
      type: 'boolean',
      description: 'Also be the UnifiedPush distributor of this session (D-Bus, on Linux)',
    },
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi daemon --server http://127.0.0.1:3000',
    'aoi daemon --server http://127.0.0.1:3000 --state /var/lib/aoi-client --socket /run/aoi/aoi-1.sock',
    'aoi daemon --server https://push.example.com --unified-push',
  ],
  run: async (args, invocation) => {
    const input = readInput(args, invocation)
    const { serveApps } = await import('./serve-apps.ts')
    await serveApps(input, invocation)
  },
})

function readInput(args: DaemonArguments, { terminal: { env } }: Invocation): ServeInput {
  const serverUrl = parseServerUrl(args.server)
  return {
    serverUrl,
    stateDirectory: findStateDirectory(args.state, { env, purpose: ['daemon', serverUrl] }),
    enrolmentCode: readEnrolmentCode(args.code, { env }),
    deviceName: readDeviceName(args.name),
    socketPath: args.socket,
    port:
      args.port === undefined
        ? undefined
        : parseWholeNumber('--port', { value: args.port, min: 0, max: 65_535 }),
    busAddress: args['unified-push'] === true ? readBusAddress(env) : undefined,
    isQuiet: false,
  }
}

function readBusAddress(env: Readonly<Record<string, string | undefined>>): string {
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: directory } = env
  if (address) return address
  if (directory) return `unix:path=${directory}/bus`
  throw new CommandFailure(
    'usage',
    '--unified-push: there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set',
  )
}

import { toBase64url } from '../../protocol/base64url.ts'
import type { AoiClient, ClientAppRegistration } from '../aoi-client.ts'
import type { ClientNotification } from '../client-notification.ts'
import { keptElementsOf } from '../delivery/stored-notification.ts'
import { CommandFailure } from './command-failure.ts'
import type { Invocation } from './define.ts'
import { DesktopNotifier } from './desktop-notifier.ts'
import type { Ending } from './ending.ts'
import { aborted } from './ending.ts'
import { LastPrinted } from './last-printed.ts'
import type { Output, OutputLine } from './output.ts'
import { printableText } from './printable.ts'
import type { ClientInput } from './run-aoi-client.ts'
import { runAoiClient } from './run-aoi-client.ts'

export type ListenInput = ClientInput & {
  applicationName: string
  tokenSeed: string | undefined
  allowShortSeed: boolean
  /** The seed was made by this run, so that nobody has it yet. */
  isNewSeed: boolean
  split: boolean
  instance: string
  /** Names the registration to senders. */
  label: string | undefined
  /** Ends after this number of notifications. */
  count: number
  /** Shows each notification on the desktop. */
  isShown: boolean
}

/** Timeout of a first registration, which needs the AOI Server; a later start does not. */
const REGISTRATION_MILLISECONDS = 15_000

/** Registers, and prints notifications until told to stop. Rejects with `CommandFailure`. */
export async function listen(input: ListenInput, invocation: Invocation): Promise<void> {
  const { output } = invocation
  if (input.isNewSeed)
    await output.print({
      json: { event: 'seed', tokenSeed: input.tokenSeed },
      text: `seed ${input.tokenSeed}`,
    })
  const work = async (aoiClient: AoiClient, ending: Ending) => {
    const registration = await aoiClient.register({
      applicationName: input.applicationName,
      tokenSeed: input.tokenSeed,
      allowShortSeed: input.allowShortSeed,
      split: input.split,
      instance: input.instance,
      label: input.label,
      timeoutMs: REGISTRATION_MILLISECONDS,
      signal: ending.signal,
    })
    registration.onRevoked((reason) =>
      ending.fail(new CommandFailure('refused', `the registration was revoked: ${reason}`)),
    )
    if (!input.isQuiet) await announce(registration, { input, output })
    const lastPrinted = new LastPrinted(input.stateDirectory, output.stdout)
    const desktop = input.isShown ? new DesktopNotifier({ ...input, output }) : undefined
    await printNotifications(registration, { ...input, output, ending, lastPrinted, desktop })
    lastPrinted.close()
  }
  await runAoiClient({ ...input, work }, invocation)
}

type Printer = { input: ListenInput; output: Output }

async function announce(registration: ClientAppRegistration, { input, output }: Printer): Promise<void> {
  const { token, desc, aoiServerUrl, webPushEndpoint } = registration
  await output.print({
    json: {
      event: 'registered',
      clientAppToken: token,
      ApplicationName: registration.applicationName,
      instance: registration.instance,
      desc,
      aoiServerUrl,
      webPushEndpoint,
      stateDirectory: input.stateDirectory,
    },
    text: `token ${token}`,
  })
  if (desc !== 'OK') await output.note(printableText(desc))
  await output.note(
    `Send to it from another terminal (\`aoi admin keys create\` creates a key):\n` +
      `  AOI_KEY=<key> aoi send --server ${aoiServerUrl ?? input.serverUrl} ${token} '{"text":"hello"}'`,
  )
}

type PrintInput = {
  count: number
  output: Output
  ending: Ending
  lastPrinted: LastPrinted
  desktop: DesktopNotifier | undefined
}

/** Prints each notification once: it counts as handled when its line is in the kernel. */
async function printNotifications(registration: ClientAppRegistration, printing: PrintInput): Promise<void> {
  const { count, output, ending, lastPrinted, desktop } = printing
  let printed = 0
  let underway = Promise.resolve(true)
  const detach = registration.onNotification(async (notification, { signal }) => {
    // Notifications after the last wanted one stay in the journal for the next run.
    if (printed >= count || ending.signal.aborted) return leave(signal)
    const result = printedNotification(notification)
    if (!lastPrinted.has(notification.id, () => output.lineOf(result))) {
      lastPrinted.begin(notification.id)
      underway = output.print(result)
      if (!(await underway)) return leave(signal)
      lastPrinted.remember(notification.id)
      printed += 1
      await desktop?.show(notification)
    }
    if (printed >= count) setImmediate(() => ending.finish())
  })
  await aborted(ending.signal)
  await Promise.race([underway, aborted(output.readerGone)])
  detach()
}

/** Refuses the notification after the detach, so that it comes again and this is not counted as an attempt. */
async function leave(signal: AbortSignal): Promise<never> {
  await aborted(signal)
  throw signal.reason
}

function printedNotification(notification: ClientNotification): OutputLine {
  const { clientAppToken, seq, sentAt } = notification
  const json = { event: 'notification', clientAppToken, ...keptElementsOf(notification) }
  if ('payload' in notification) {
    const { payloadText } = notification
    return { json, payloadText, text: `${sentAt} #${seq} ${payloadText}` }
  }
  const { headers } = notification
  const data = toBase64url(notification.data)
  return {
    json: { ...json, data, headers },
    text: `${sentAt} #${seq} ${printableText(headers.encoding)} ${data}`,
  }
}

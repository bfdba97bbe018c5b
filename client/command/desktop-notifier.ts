import { execFile } from 'node:child_process'
import { codeOf } from '../../protocol/code-of.ts'
import { readDisplay } from '../../protocol/display.ts'
import type { ClientNotification } from '../client-notification.ts'
import type { Output } from './output.ts'
import { printableText } from './printable.ts'

const PROGRAM = 'notify-send'
const MILLISECONDS_MAX = 5000
const CHARACTERS_MAX = 500

/** Shows notifications on the desktop by `notify-send`. A failure is noted once, and holds nothing back. */
export class DesktopNotifier {
  readonly #applicationName: string
  readonly #output: Pick<Output, 'note'>
  #hasFailed = false

  constructor(parts: { applicationName: string; output: Pick<Output, 'note'> }) {
    this.#applicationName = parts.applicationName
    this.#output = parts.output
  }

  async show(notification: ClientNotification): Promise<void> {
    const { title, body, isSilent } = this.#read(notification)
    if (isSilent) return
    const failure = await run(['--app-name', this.#applicationName, '--', title, body])
    if (failure === undefined || this.#hasFailed) return
    this.#hasFailed = true
    const isMissing = codeOf(failure) === 'ENOENT'
    await this.#output.note(
      isMissing
        ? `--notify: ${PROGRAM} is missing (apt: libnotify-bin), so notifications are only printed`
        : `--notify: ${PROGRAM} failed, so notifications are only printed: ${printableText(failure.message)}`,
    )
  }

  #read(notification: ClientNotification): { title: string; body: string; isSilent: boolean } {
    const payload = 'payload' in notification ? notification.payload : undefined
    const display = readDisplay(payload)
    if (display !== undefined) {
      const { title, body = '', navigate, silent } = display
      const text = [body, navigate].filter(Boolean).join('\n')
      return { title: toText(title), body: escapeMarkup(toText(text)), isSilent: silent === true }
    }
    const body = 'payloadText' in notification ? notification.payloadText : ''
    const text = typeof payload === 'string' ? payload : body
    return { title: toText(this.#applicationName), body: escapeMarkup(toText(text)), isSilent: false }
  }
}

function run(args: readonly string[]): Promise<Error | undefined> {
  return new Promise((resolve) => {
    execFile(PROGRAM, args, { timeout: MILLISECONDS_MAX }, (error) => resolve(error ?? undefined))
  })
}

/** Desktops read the text as Pango markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function toText(text: string): string {
  const lines = text.slice(0, CHARACTERS_MAX).split('\n').map(printableText)
  return lines.join('\n')
}

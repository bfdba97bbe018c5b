import type { Writable } from 'node:stream'
import { joinJson } from '../../protocol/json-text.ts'
import type { CommandFailure } from './command-failure.ts'
import { printableJson, printableText } from './printable.ts'
import type { Terminal } from './terminal.ts'

/**
 * One result, as the object for `--json` and as text for a person. `payloadText` is the JSON of a payload as it was
 * sent; the printed object contains it unchanged.
 */
export type OutputLine = { json: object; payloadText?: string | undefined; text: string }

/** Where a command prints. Lines end up whole, in order, and in the kernel before the promise settles. */
export class Output {
  readonly isJson: boolean
  readonly #terminal: Terminal
  readonly #readerGone = new AbortController()

  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal
    this.isJson = isJson
    // `aoi listen | head -1`: that the reader has gone is an end, not an error.
    terminal.stdout.on('error', () => this.#readerGone.abort())
    terminal.stderr.on('error', () => undefined)
  }

  /** Aborted once nobody reads standard output any more. */
  get readerGone(): AbortSignal {
    return this.#readerGone.signal
  }

  get stdout(): Terminal['stdout'] {
    return this.#terminal.stdout
  }

  /** Prints a result on standard output. Returns whether it was written. */
  print(printed: OutputLine): Promise<boolean> {
    return writeLine(this.#terminal.stdout, this.lineOf(printed))
  }

  /** Returns the line that `print` writes, without its newline. */
  lineOf({ json, payloadText, text }: OutputLine): string {
    if (!this.isJson) return printableLines(text)
    const line =
      payloadText === undefined
        ? JSON.stringify(json)
        : joinJson(json, { name: 'payload', text: payloadText })
    return printableJson(line)
  }

  /** Reports an event during the run: with `--json` among the results, otherwise on standard error. */
  async report(printed: OutputLine): Promise<void> {
    if (this.isJson) await this.print(printed)
    else await this.note(printed.text)
  }

  /** Tells a person the next step on standard error; silent with `--json`. */
  async note(text: string): Promise<void> {
    if (!this.isJson) await writeLine(this.#terminal.stderr, printableLines(text))
  }

  /** Says why the command ends, on standard error: a sentence, or one JSON object with `--json`. */
  async fail(failure: CommandFailure): Promise<void> {
    const { kind, message, code } = failure
    const line = this.isJson
      ? printableJson(JSON.stringify({ error: { kind, message, code } }))
      : `aoi: ${printableText(message)}`
    await writeLine(this.#terminal.stderr, line)
  }
}

/** Keeps the command's own line breaks. Text from elsewhere has none: its author wrote it through `printableText`. */
function printableLines(text: string): string {
  return text.split('\n').map(printableText).join('\n')
}

async function writeLine(stream: Writable, line: string): Promise<boolean> {
  if (stream.destroyed) return false
  return new Promise((resolve) => {
    stream.write(`${line}\n`, (error) => resolve(error === undefined || error === null))
  })
}

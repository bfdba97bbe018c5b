import type { Readable } from 'node:stream'
import { compactJson } from '../../protocol/json-text.ts'
import { CommandFailure } from './command-failure.ts'
import { SUBMISSION_LIMITS } from './submission-limits.ts'

/**
 * Returns the JSON text of a payload given as a word of the command line: JSON unchanged, other text as a JSON string,
 * and `-` as the content of `stdin`. Fails as usage on bytes that are not UTF-8, which no receiver could read.
 */
export async function readPayload(word: string, stdin: Readable): Promise<string> {
  const text = word === '-' ? await readAll(stdin) : word
  try {
    JSON.parse(text)
    return compactJson(text)
  } catch {
    // A shell adds the newline at the end, not the person.
    return JSON.stringify(word === '-' ? text.replace(/\r?\n$/, '') : text)
  }
}

async function readAll(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.byteLength
    if (bytes > SUBMISSION_LIMITS.inputBytes) {
      throw new CommandFailure(
        'usage',
        `standard input: must be at most ${SUBMISSION_LIMITS.inputBytes} bytes`,
      )
    }
    chunks.push(buffer)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new CommandFailure(
      'usage',
      'standard input: must be UTF-8; convert it, for example with `iconv -t utf-8`',
    )
  }
}

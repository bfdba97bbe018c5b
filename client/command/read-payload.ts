import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { CommandFailure } from './command-failure.ts'
import { SUBMISSION_LIMITS } from './submission-limits.ts'

type Json = z.core.util.JSONType

/** The payload that a word of the command line stands for: JSON, or text as a JSON string; `-` reads `stdin`. */
export async function readPayload(word: string, stdin: Readable): Promise<Json> {
  const text = word === '-' ? await readAll(stdin) : word
  try {
    return JSON.parse(text) as Json
  } catch {
    // A shell adds the newline at the end, not the person.
    return word === '-' ? text.replace(/\r?\n$/, '') : text
  }
}

async function readAll(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.byteLength
    if (bytes > SUBMISSION_LIMITS.inputBytes) {
      throw new CommandFailure('usage', `standard input: at most ${SUBMISSION_LIMITS.inputBytes} bytes`)
    }
    chunks.push(buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** As many digits as any size of a file has, so that each write covers the one before. */
const SIZE_DIGITS = 16

/**
 * Remembers the notification printed last. A process killed after printing, and before its AOI Client has written that
 * down, gets that one notification again; this tells it apart. Where standard output is a file, it remembers before it
 * prints, with the size of the file: whether it was printed is what stands there. Elsewhere it remembers after printing.
 */
export class LastPrinted {
  readonly #file: number
  /** Standard output, where that is a file that can be read. */
  readonly #output: number | undefined
  #id: string
  #sizeBefore: string

  constructor(directory: string, stdout: { fd?: number }) {
    this.#output = stdout.fd === undefined ? undefined : openForReading(stdout.fd)
    this.#file = openSync(join(directory, 'last-printed'), constants.O_RDWR | constants.O_CREAT, 0o600)
    const [id = '', sizeBefore = ''] = readFileSync(this.#file, 'utf8').split(' ')
    this.#id = id
    this.#sizeBefore = sizeBefore.trim()
  }

  /** `line` is asked for only when the id is the one that was remembered. */
  has(id: string, line: () => string): boolean {
    return this.#id === id && (this.#sizeBefore === '' || this.#stands(`${line()}\n`))
  }

  /** Before its line is printed. */
  begin(id: string): void {
    if (this.#output !== undefined) this.#write(id, String(fstatSync(this.#output).size))
  }

  /** After its line was printed. */
  remember(id: string): void {
    if (this.#output === undefined) this.#write(id, '')
  }

  close(): void {
    closeSync(this.#file)
    if (this.#output !== undefined) closeSync(this.#output)
  }

  /** Whether the text stands in standard output where that ended before. */
  #stands(text: string): boolean {
    if (this.#output === undefined) return false
    const expected = Buffer.from(text)
    const found = Buffer.alloc(expected.length)
    readSync(this.#output, found, 0, found.length, Number(this.#sizeBefore))
    return found.equals(expected)
  }

  /** Ids are UUIDs, all of one length. Survives the end of this process. */
  #write(id: string, sizeBefore: string): void {
    writeSync(this.#file, `${id} ${sizeBefore.padEnd(SIZE_DIGITS)}`, 0)
    this.#id = id
    this.#sizeBefore = sizeBefore
  }
}

/** `undefined` where it is no file, or the system has no way to it. */
function openForReading(descriptor: number): number | undefined {
  if (!fstatSync(descriptor).isFile()) return undefined
  try {
    return openSync(`/dev/fd/${descriptor}`, constants.O_RDONLY)
  } catch {
    return undefined
  }
}

import type { Operation } from './trace.ts'

const SECTOR_BYTES = 512

type Change = Extract<Operation, { does: 'write' | 'truncate' }>
/** The first `size` bytes of `bytes`. The buffer is longer, so that a file can grow without a copy. */
type Content = { bytes: Buffer; size: number }
type File = { synced: Content; waiting: Change[] }
type NameChange = { name: string; file: File | undefined }

/**
 * A disk that is sure to keep only synced data. The content of a file is safe after a sync of the file, and a name
 * after a sync of the directory. Before that, a power cut keeps any part of them.
 */
export class Disk {
  readonly #names = new Map<string, File>()
  readonly #syncedNames = new Map<string, File>()
  #waitingNames: NameChange[] = []

  apply(operation: Operation): void {
    switch (operation.does) {
      case 'create':
        if (!this.#names.has(operation.name))
          this.#rename(operation.name, { synced: emptyContent(), waiting: [] })
        break
      case 'remove':
        this.#rename(operation.name, undefined)
        break
      case 'rename':
        this.#rename(operation.to, this.#file(operation.name))
        this.#rename(operation.name, undefined)
        break
      case 'write':
      case 'truncate':
        this.#file(operation.name).waiting.push(operation)
        break
      case 'sync':
        sync(this.#file(operation.name))
        break
      case 'syncDirectory':
        this.#syncNames()
        break
      case 'say':
    }
  }

  /** Returns the files that a power cut could leave now, by name. */
  cut(random: () => number): Map<string, Buffer> {
    const names = new Map(this.#syncedNames)
    const kept = Math.floor(random() * (this.#waitingNames.length + 1))
    for (const change of this.#waitingNames.slice(0, kept)) setName(names, change)
    const chance = Math.min(1, Math.max(0, random() * 1.6 - 0.3))
    return new Map([...names].map(([name, file]) => [name, cutFile(file, { random, chance })]))
  }

  #file(name: string): File {
    const file = this.#names.get(name)
    if (file === undefined) throw new Error(`the traced process used ${name} before it created it`)
    return file
  }

  #rename(name: string, file: File | undefined): void {
    setName(this.#names, { name, file })
    this.#waitingNames.push({ name, file })
  }

  #syncNames(): void {
    for (const change of this.#waitingNames) setName(this.#syncedNames, change)
    this.#waitingNames = []
  }
}

function setName(names: Map<string, File>, { name, file }: NameChange): void {
  if (file === undefined) names.delete(name)
  else names.set(name, file)
}

function sync(file: File): void {
  for (const change of file.waiting) applyChange(file.synced, change)
  file.waiting = []
}

/** Writes or drops each unsynced sector, by `chance`. The last sector that is written is torn. */
function cutFile(file: File, { random, chance }: { random: () => number; chance: number }): Buffer {
  const kept = file.waiting.flatMap(splitIntoSectors).filter(() => random() < chance)
  const last = kept.at(-1)
  if (last?.does === 'write') last.bytes = last.bytes.subarray(0, Math.floor(random() * last.bytes.length))
  const content = { bytes: Buffer.from(file.synced.bytes), size: file.synced.size }
  for (const change of kept) applyChange(content, change)
  return content.bytes.subarray(0, content.size)
}

function splitIntoSectors(change: Change): Change[] {
  if (change.does === 'truncate') return [change]
  const sectors: Change[] = []
  for (let start = 0; start < change.bytes.length; ) {
    const end = Math.min(change.bytes.length, start + SECTOR_BYTES - ((change.offset + start) % SECTOR_BYTES))
    sectors.push({ ...change, offset: change.offset + start, bytes: change.bytes.subarray(start, end) })
    start = end
  }
  return sectors
}

function emptyContent(): Content {
  return { bytes: Buffer.alloc(0), size: 0 }
}

function applyChange(content: Content, change: Change): void {
  if (change.does === 'truncate') {
    resize(content, change.size)
    return
  }
  const end = change.offset + change.bytes.length
  if (end > content.size) resize(content, end)
  change.bytes.copy(content.bytes, change.offset)
}

/** Bytes after the end read as zero, as a file's holes do. */
function resize(content: Content, size: number): void {
  if (size < content.size) content.bytes.fill(0, size, content.size)
  if (size > content.bytes.length) {
    const longer = Buffer.alloc(size * 2)
    content.bytes.copy(longer)
    content.bytes = longer
  }
  content.size = size
}

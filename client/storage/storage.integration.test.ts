import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openFileStorage } from './file-storage.ts'
import { openIndexedDbStorage } from './indexed-db-storage.ts'
import { encodeLines } from './journal-lines.ts'
import { memoryStorage } from './memory-storage.ts'
import { runStorageContract } from './storage-contract.ts'

const makeDirectory = () => mkdtemp(join(tmpdir(), 'aoi-client-'))

async function useDirectory(): Promise<string> {
  const directory = await makeDirectory()
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

runStorageContract('memory', async () => {
  const place = { records: [] }
  return { open: async () => memoryStorage(place), remove: async () => undefined }
})

runStorageContract('file', async () => {
  const directory = await makeDirectory()
  return { open: () => openFileStorage(directory), remove: () => rm(directory, { recursive: true }) }
})

runStorageContract('IndexedDB', async () => {
  const factory = new IDBFactory()
  return {
    open: () => openIndexedDbStorage('aoi', { factory, locks: undefined }),
    remove: async () => undefined,
  }
})

/** Names of this process's sockets that any user of the machine could take. */
async function listAbstractSockets(): Promise<string[]> {
  const descriptors = (await readdir('/proc/self/fd')).map((name) =>
    readlink(`/proc/self/fd/${name}`).catch(() => ''),
  )
  const own = new Set(
    (await Promise.all(descriptors)).map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]),
  )
  return (await readFile('/proc/net/unix', 'utf8')).split('\n').flatMap((line) => {
    const [, inode, name] = /(\d+) (@.*)$/.exec(line) ?? []
    return name !== undefined && own.has(inode) ? [name] : []
  })
}

describe('file storage', () => {
  const whole = [{ n: 1 }, { n: 2, text: 'zwei' }]
  const load = async (directory: string) => {
    const storage = await openFileStorage(directory)
    try {
      return await storage.load()
    } finally {
      await storage.close()
    }
  }

  it('survives a last line torn at any byte, and appends after the cut', async () => {
    const directory = await useDirectory()
    const kept = encodeLines(whole)
    const torn = encodeLines([{ n: 3, text: 'torn ☂' }])
    const tornBytes = Buffer.from(torn)
    for (let bytes = 1; bytes < tornBytes.byteLength; bytes += 1) {
      await writeFile(
        join(directory, 'journal'),
        Buffer.concat([Buffer.from(kept), tornBytes.subarray(0, bytes)]),
      )
      expect(await load(directory)).toEqual({ records: whole, cutBytes: bytes })
      expect(await readFile(join(directory, 'journal'), 'utf8')).toBe(kept)
    }
    const storage = await openFileStorage(directory)
    await storage.load()
    await storage.append([{ n: 4 }], 'synced')
    await storage.close()
    expect((await load(directory)).records).toEqual([...whole, { n: 4 }])
    expect(await readdir(directory)).toEqual(['journal'])
  })

  it('goes on after a damaged line, reports its place, and keeps the file aside', async () => {
    const directory = await useDirectory()
    const damaged = encodeLines([{ n: 2, text: 'zwei' }]).replace('zwei', 'drei')
    const content = `${encodeLines([{ n: 1 }])}${damaged}${encodeLines([{ n: 3 }])}`
    await writeFile(join(directory, 'journal'), content)
    expect(await load(directory)).toEqual({ records: [{ n: 1 }, { n: 3 }], cutBytes: 0, damagedAt: [1] })
    expect(await readFile(join(directory, 'journal.damaged'), 'utf8')).toBe(content)
  })

  it('loses at most one record for each flipped bit', async () => {
    const directory = await useDirectory()
    const records = Array.from({ length: 20 }, (_, n) => ({ n, text: `record ${n}` }))
    const content = Buffer.from(encodeLines(records))
    for (let bit = 0; bit < content.byteLength * 8; bit += 97) {
      const flipped = Buffer.from(content)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      await writeFile(join(directory, 'journal'), flipped)
      const loaded = await load(directory)
      // A lost newline joins two lines.
      expect(loaded.records.length).toBeGreaterThanOrEqual(records.length - 2)
      for (const record of loaded.records) expect(records).toContainEqual(record)
    }
  })

  it('overwrites half a record and stores every record once the disk has room again', async () => {
    const directory = await useDirectory()
    const storage = await openFileStorage(directory)
    await storage.append([{ n: 1 }], 'synced')
    await appendFile(join(directory, 'journal'), 'a write that the full disk cut')
    await storage.replace([{ n: 1 }, { n: 2 }])
    await storage.append([{ n: 3 }], 'synced')
    await storage.close()
    expect(await load(directory)).toEqual({ records: [{ n: 1 }, { n: 2 }, { n: 3 }], cutBytes: 0 })
  })

  it('ignores a replacement that a crash left unfinished', async () => {
    const directory = await useDirectory()
    await writeFile(join(directory, 'journal'), encodeLines(whole))
    await writeFile(join(directory, 'journal.new'), encodeLines([{ half: true }]))
    expect((await load(directory)).records).toEqual(whole)
    expect(await readdir(directory)).toEqual(['journal'])
  })

  it('keeps its files private to the owner', async () => {
    const directory = join(await useDirectory(), 'state')
    const storage = await openFileStorage(directory)
    await storage.append(whole, 'synced')
    const modes = async () => (await stat(join(directory, 'journal'))).mode & 0o777
    expect(await modes()).toBe(0o600)
    await storage.replace(whole)
    expect(await modes()).toBe(0o600)
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
    await storage.close()
  })

  it('refuses a second user of the directory in one clear sentence, until the first closes', async () => {
    const directory = await useDirectory()
    const first = await openFileStorage(directory)
    const sentence = `the state directory ${directory} is in use by another AOI Client: stop that one, or use another directory`
    await expect(openFileStorage(directory)).rejects.toMatchObject({ code: 'storage', message: sentence })
    await first.close()
    await (await openFileStorage(directory)).close()
  })

  it.runIf(process.platform === 'linux')(
    'locks the directory by a file in it, which other users of the machine cannot make',
    async () => {
      const directory = join(await useDirectory(), 'state')
      const storage = await openFileStorage(directory)
      const [lock = ''] = (await readdir(directory)).filter((name) => name.startsWith('lock.'))
      expect((await stat(join(directory, lock))).isSocket()).toBe(true)
      expect((await stat(directory)).mode & 0o077).toBe(0)
      expect(await listAbstractSockets()).toEqual([])
      await storage.close()
    },
  )

  it('takes over at once from a process that was killed with -9', async () => {
    const directory = await useDirectory()
    const script = `
      import { openFileStorage } from ${JSON.stringify(new URL('./file-storage.ts', import.meta.url).href)}
      const storage = await openFileStorage(${JSON.stringify(directory)})
      await storage.append([{ n: 1 }], 'written')
      process.kill(process.pid, 'SIGKILL')
    `
    const child = promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
    ])
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' })
    expect((await load(directory)).records).toEqual([{ n: 1 }])
  })

  it('reports the path that it cannot write to', async () => {
    const directory = await useDirectory()
    await appendFile(join(directory, 'occupied'), '')
    await expect(openFileStorage(join(directory, 'occupied'))).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(join(directory, 'occupied')),
    })
  })
})

describe('IndexedDB storage', () => {
  const makeLocks = () => {
    const held = new Set<string>()
    return { held, locks: { request: grantOnce(held) } }
  }

  it('refuses a second tab in one clear sentence, until the first closes', async () => {
    const { held, locks } = makeLocks()
    const options = { factory: new IDBFactory(), locks, ifInUse: 'refuse' } as const
    const first = await openIndexedDbStorage('aoi', options)
    await expect(openIndexedDbStorage('aoi', options)).rejects.toMatchObject({
      code: 'storage',
      message: 'the state is in use by another tab: close that one, or use another name',
    })
    await first.close()
    await expect.poll(() => held.size).toBe(0)
    await (await openIndexedDbStorage('aoi', options)).close()
  })

  it('lets a second tab wait on an insecure origin, and opens when the first closes', async () => {
    const options = { factory: new IDBFactory(), locks: undefined }
    const first = await openIndexedDbStorage('insecure', options)
    const order: string[] = []
    const waiting = openIndexedDbStorage('insecure', options).then((storage) => {
      order.push('second has it')
      return storage
    })
    await expect(openIndexedDbStorage('insecure', { ...options, ifInUse: 'refuse' })).rejects.toMatchObject({
      code: 'storage',
    })
    await first.append([{ n: 1 }], 'synced')
    order.push('first closes')
    await first.close()
    const second = await waiting
    expect(order).toEqual(['first closes', 'second has it'])
    expect((await second.load()).records).toEqual([{ n: 1 }])
    await second.close()
  })

  it('opens for one of several waiting tabs, then for the next', async () => {
    const options = { factory: new IDBFactory(), locks: undefined }
    const first = await openIndexedDbStorage('several', options)
    let holders = 0
    const takeTurn = async () => {
      const storage = await openIndexedDbStorage('several', options)
      holders += 1
      expect(holders).toBe(1)
      await storage.append([{ turn: true }], 'synced')
      holders -= 1
      await storage.close()
    }
    const turns = [takeTurn(), takeTurn()]
    await first.close()
    await Promise.all(turns)
  })

  it('stops waiting on request', async () => {
    const options = { factory: new IDBFactory(), locks: undefined }
    const first = await openIndexedDbStorage('patience', options)
    const giveUp = new AbortController()
    const waiting = openIndexedDbStorage('patience', { ...options, signal: giveUp.signal })
    giveUp.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await first.close()
  })

  it('opens again after the browser’s site data were cleared', async () => {
    const factory = new IDBFactory()
    const opened: IDBDatabase[] = []
    const open = factory.open.bind(factory)
    factory.open = (...named) => {
      const request = open(...named)
      request.addEventListener('success', () => opened.push(request.result))
      return request
    }
    const storage = await openIndexedDbStorage('cleared', { factory, locks: undefined })
    await storage.append([{ n: 1 }], 'synced')
    // Clearing closes the connection first, as browsers do.
    opened.at(-1)?.close()
    await expect(storage.append([{ n: 2 }], 'synced')).rejects.toMatchObject({ code: 'storage' })
    await storage.replace([{ n: 1 }, { n: 2 }])
    await storage.append([{ n: 3 }], 'synced')
    expect((await storage.load()).records).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    await storage.close()
  })
})

/** Web Locks as browsers have them, for `ifAvailable` alone: Node 20 has none. */
function grantOnce(held: Set<string>): LockManager['request'] {
  return async (...request: unknown[]) => {
    const [name, callback] = [String(request[0]), request.at(-1) as (lock: Lock | null) => unknown]
    if (held.has(name)) return callback(null)
    held.add(name)
    try {
      return await callback({ name, mode: 'exclusive' })
    } finally {
      held.delete(name)
    }
  }
}

import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
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

  it('survives a last line torn at any byte, and appends behind the cut', async () => {
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

  it('believes nothing after a damaged line, and keeps that tail aside', async () => {
    const directory = await useDirectory()
    const damaged = encodeLines([{ n: 2, text: 'zwei' }]).replace('zwei', 'drei')
    const tail = `${damaged}${encodeLines([{ n: 3 }])}`
    await writeFile(join(directory, 'journal'), `${encodeLines([{ n: 1 }])}${tail}`)
    expect((await load(directory)).records).toEqual([{ n: 1 }])
    expect(await readFile(join(directory, 'journal.cut'), 'utf8')).toBe(tail)
  })

  it('ignores a replacement that a crash left unfinished', async () => {
    const directory = await useDirectory()
    await writeFile(join(directory, 'journal'), encodeLines(whole))
    await writeFile(join(directory, 'journal.new'), encodeLines([{ half: true }]))
    expect((await load(directory)).records).toEqual(whole)
    expect(await readdir(directory)).toEqual(['journal'])
  })

  it('lets nobody else read what it keeps', async () => {
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
    const sentence = `the state directory ${directory} is in use by another AOI Client: stop that one, or give this one a directory of its own`
    await expect(openFileStorage(directory)).rejects.toMatchObject({ code: 'storage', message: sentence })
    await first.close()
    await (await openFileStorage(directory)).close()
  })

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

  it('says where it cannot write', async () => {
    const directory = await useDirectory()
    await appendFile(join(directory, 'occupied'), '')
    await expect(openFileStorage(join(directory, 'occupied'))).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(join(directory, 'occupied')),
    })
  })
})

describe('IndexedDB storage', () => {
  it('refuses a second tab in one clear sentence, until the first closes', async () => {
    const held = new Set<string>()
    const locks = { request: grantOnce(held) }
    const options = { factory: new IDBFactory(), locks }
    const first = await openIndexedDbStorage('aoi', options)
    await expect(openIndexedDbStorage('aoi', options)).rejects.toMatchObject({
      code: 'storage',
      message: 'the state is in use by another tab: close that one, or use another name',
    })
    await first.close()
    await expect.poll(() => held.size).toBe(0)
    await (await openIndexedDbStorage('aoi', options)).close()
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

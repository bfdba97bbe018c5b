import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const SEARCH = fileURLToPath(new URL('../../testing/search-heap.ts', import.meta.url))

describe('TokenSource', () => {
  it('leaves no seed anywhere on the heap', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', SEARCH])
    expect(JSON.parse(stdout)).toEqual([false, true])
  })
})

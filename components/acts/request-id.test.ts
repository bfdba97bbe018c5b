import { expect, test } from 'vitest'
import { z } from 'zod'
import { newRequestId } from './request-id.ts'

test('a request id is a new UUID each time', () => {
  const ids = Array.from({ length: 100 }, newRequestId)
  for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true)
  expect(new Set(ids).size).toBe(100)
})

import { expect, test } from 'vitest'
import { HOOK_SHAPES } from '#protocol/hook-shapes.ts'
import { HOOK_SETTINGS, RECEIVED_AT } from '#server/testing/hook-requests.ts'
import { SHAPES } from '../shapes.ts'
import { sampleRequest } from './sample-request.ts'

test.each(HOOK_SHAPES)('the sample of the shape %s becomes a notification with its text', (shape) => {
  const request = sampleRequest(shape, { receivedAt: RECEIVED_AT, signingSecret: undefined })
  const result = SHAPES[shape].read(request, HOOK_SETTINGS)
  expect(JSON.stringify(result)).toMatch(/Test of a hook/)
  expect(result.kind).toBe('message')
})

test.each(['github', 'grafana'] as const)('the sample of the shape %s is signed on demand', (shape) => {
  const settings = { ...HOOK_SETTINGS, signingSecret: 'the secret of the hook' }
  const read = (signingSecret: string) =>
    SHAPES[shape].read(sampleRequest(shape, { receivedAt: RECEIVED_AT, signingSecret }), settings)
  expect(read('the secret of the hook').kind).toBe('message')
  expect(() => read('another secret')).toThrow(/secret of this hook/)
})

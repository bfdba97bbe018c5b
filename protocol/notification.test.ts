import { describe, expect, it } from 'vitest'
import { describeInvalid } from './invalid.ts'
import { payloadSchema } from './notification.ts'

describe('the payload of a notification', () => {
  it.each(['null', '0', '""', 'false', '[]', '{"a":[1,{"b":null}]}', '1.7e308'])('may be %s', (text) => {
    expect(payloadSchema.parse(JSON.parse(text))).toEqual(JSON.parse(text))
  })

  it.each(['1e999', '[-1e999]', '{"a":{"b":1e400}}'])('has no number that becomes infinite: %s', (text) => {
    const { error } = payloadSchema.safeParse(JSON.parse(text))
    expect(error && describeInvalid(error)).toContain('must be JSON, with numbers below 1.8e308')
  })

  it('is required', () => {
    const { error } = payloadSchema.safeParse(undefined)
    expect(error && describeInvalid(error)).toContain('is required')
  })
})

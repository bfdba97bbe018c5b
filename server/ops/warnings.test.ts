import { expect, it } from 'vitest'
import { Warnings } from './warnings.ts'

it('a warning is logged once, again when its detail changes, and ends when its check no longer finds it', () => {
  const lines: object[] = []
  const warnings = new Warnings({
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (fields) => void lines.push(fields),
  })
  const low = { code: 'diskLow', detail: '400 MB' } as const
  warnings.raise({ code: 'untrustedForwarding', detail: 'forwarded' })
  for (const found of [[low], [low], [{ ...low, detail: '300 MB' }]]) warnings.set('files', found)
  expect(lines.map((line) => Object.values(line).at(-1))).toEqual(['forwarded', '400 MB', '300 MB'])
  warnings.set('files', [])
  expect(warnings.list()).toEqual([{ code: 'untrustedForwarding', detail: 'forwarded' }])
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FINDING_KINDS } from '#protocol/finding-kinds.ts'
import { nextStepOf } from './next-step.ts'

const steps = FINDING_KINDS.map((kind) => nextStepOf({ kind, subject: 'x' }, 0))

function targetsOf(path: string): string[] {
  const found = steps.filter((step) => step.startsWith(`${path}#`)).map((step) => step.split('#')[1] ?? '')
  return [...new Set(found)]
}

it('the next steps lead to places that exist on the settings and in the guide', () => {
  const settings = readFileSync('components/operators/settings-view.tsx', 'utf8')
  const places = targetsOf('/settings')
  expect(places.length).toBeGreaterThan(1)
  expect(places.filter((id) => !settings.includes(`id="${id}"`))).toEqual([])
  const guide = readFileSync('docs/operations.md', 'utf8').toLowerCase()
  const headings = targetsOf('/docs/operations')
  expect(headings.length).toBeGreaterThan(1)
  expect(headings.filter((id) => !new RegExp(`^#+ ${id.replaceAll('-', ' ')}$`, 'm').test(guide))).toEqual([])
})

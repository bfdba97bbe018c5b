import { expect, it } from 'vitest'
import { listenCommand } from './listen-command.ts'

const asked = { publicUrl: 'https://push.example', application: 'demo', seed: 'a seed of your own' }

it('names an enrolment code if the policy requires one', () => {
  expect(listenCommand({ ...asked, registration: 'open' })).toBe(
    "npx aoi listen --server https://push.example --app demo --seed 'a seed of your own'",
  )
  expect(listenCommand({ ...asked, registration: 'code' })).toContain(' --code CODE --app demo ')
})

import { test } from 'vitest'
import { HOOK_SHAPES, type HookShape } from '#protocol/hook-shapes.ts'
import { registerApp, registerClient } from '../api-caller.ts'
import type { ServerProcess } from '../server-process.ts'
import { type FuzzedHook, hookInput } from './hook-inputs.ts'
import { runFuzz } from './run-fuzz.ts'

const INPUTS = Math.ceil(Number(process.env.TEST_FUZZ_INPUTS ?? 600) / 3)
const TEMPLATE = JSON.stringify({
  title: '{{ title | upcase | truncate: 40 }}{% if status == "firing" %} fires{% endif %}',
  body: '{{ payload | json }}',
  topic: '{{ name | default: "none" }}',
})

test(
  `answers ${INPUTS} mutated requests of stock senders without an unexpected error`,
  {
    timeout: 3_600_000,
  },
  () =>
    runFuzz({
      ...{ name: 'requests of stock senders', inputs: INPUTS },
      openGround: openHooks,
      makeInput: hookInput,
      expectedStatuses: [200, 400, 401],
    }),
)

/** Makes a hook of each shape, and one with a template, for a token with one member. */
async function openHooks(server: ServerProcess): Promise<readonly FuzzedHook[]> {
  const token = await registerApp(server.url, { as: await registerClient(server.url) })
  const settings: { shape: HookShape; template?: string; signed?: boolean }[] = [
    ...HOOK_SHAPES.map((shape) => ({ shape })),
    { shape: 'json', template: TEMPLATE },
    { shape: 'github', signed: true },
  ]
  return Promise.all(
    settings.map(async (each, at) => {
      const name = `${token.slice(-12)}-${at}`
      const created = await server.callAdmin('hooks.create', {
        ...{ ...each, name, clientAppToken: token, perMinute: 60_000 },
      })
      return { shape: each.shape, address: String(created.address) }
    }),
  )
}

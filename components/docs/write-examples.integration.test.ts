import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '#server/http/api.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { type ApiDescription, listOperations } from './describe-operation.ts'
import { writeExamples } from './write-examples.ts'

let door: BareDoor
beforeAll(async () => {
  door = await openBareDoor()
})
afterAll(() => door.close())

async function describeApi(): Promise<ApiDescription> {
  return (await (
    await createApi(() => undefined).request('/api/openapi.json', {}, {})
  ).json()) as ApiDescription
}

it('names every operation of the description once, with its requirements', async () => {
  const operations = listOperations(await describeApi())
  expect(operations.length).toBeGreaterThan(8)
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
  expect(
    operations.find(({ path, method }) => path.endsWith('/notifications') && method === 'POST'),
  ).toMatchObject({
    ...{ needs: 'apiKey', body: { messageType: 'notificationReq' } },
  })
})

it('writes examples that shell, TypeScript and Python can parse', async () => {
  const examples = listOperations(await describeApi()).map((operation) =>
    writeExamples(operation, "http://it's.example"),
  )
  // One process checks all examples: starting one takes longer than reading an example.
  execFileSync('bash', ['-n'], { input: examples.map(({ curl }) => `f() {\n${curl}\n}\n`).join('') })
  execFileSync(
    'python3',
    ['-c', 'import ast, json, sys; [ast.parse(text) for text in json.load(sys.stdin)]'],
    {
      input: JSON.stringify(examples.map(({ Python }) => Python)),
    },
  )
  for (const { TypeScript } of examples)
    expect(() => new Function(`return async () => { ${TypeScript} }`)).not.toThrow()
})

it('writes examples that work', async () => {
  const token = await registerApp(door.url, { as: await registerClient(door.url) })
  const submit = listOperations(await describeApi()).find(({ id }) => id === 'submitNotification')
  if (submit === undefined) throw new Error('there is no such operation')
  const body = { messageType: 'notificationReq', clientAppToken: token, payload: `it's "quoted" ü` }
  const examples = writeExamples({ ...submit, body }, door.url)
  const env = { ...process.env, AOI_KEY: door.keys.chat }
  const run = async (command: string, args: string[]) => {
    const { spawn } = await import('node:child_process')
    const child = spawn(command, args, { env })
    let output = ''
    for await (const chunk of child.stdout) output += chunk
    return output
  }
  expect(await run('bash', ['-c', examples.curl])).toContain('"notificationId"')
  expect(await run('python3', ['-c', examples.Python])).toMatch(/^201 .*"notificationId"/)
  expect(await run(process.execPath, ['--input-type=module', '-e', examples.TypeScript])).toMatch(
    /^201 .*"notificationId"/,
  )
})

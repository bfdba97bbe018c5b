import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { DISTRIBUTOR_NAME } from './introspection.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

it('the samples for the session bus and for systemd name the distributor and each other', () => {
  const unit = read('deploy/unified-push/aoi-daemon.service')
  expect(unit).toContain(`BusName=${DISTRIBUTOR_NAME}\n`)
  expect(unit).toMatch(/^ExecStart=\/usr\/bin\/env aoi daemon --server \S+ --unified-push$/m)
  const service = read(`deploy/unified-push/${DISTRIBUTOR_NAME}.service`)
  expect(service).toContain(`Name=${DISTRIBUTOR_NAME}\n`)
  expect(service).toContain('SystemdService=aoi-daemon.service\n')
})

it('the missing package is named with the version that is tested', () => {
  const wanted = `@jellybrick/dbus-next@${packageJson.devDependencies['@jellybrick/dbus-next']}`
  for (const path of ['client/command/serve-session-bus.ts', 'client/README.md', 'docs/unified-push.md'])
    expect(read(path)).toContain(wanted)
})

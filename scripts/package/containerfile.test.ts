import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readEnv, VARIABLES } from '#server/env.ts'
import { readContainerfile } from './containerfile.ts'

const image = readContainerfile()

describe('the Containerfile', () => {
  it('names base images that can be replaced, and no host of a registry', () => {
    expect(Object.keys(image.bases)).toEqual(['NODE_IMAGE', 'BASE_IMAGE'])
    for (const base of Object.values(image.bases)) expect(base).toMatch(/^[a-z]+:[\w.-]+$/)
  })

  it('takes only the package from the tree', () => {
    expect(image.copied).toEqual(['dist/packages/aoi-server-*.tgz'])
    const ignored = readFileSync(new URL('../../.dockerignore', import.meta.url), 'utf8')
    expect(ignored.split('\n').filter((line) => /^[*!]/.test(line))).toEqual(['*', `!${image.copied[0]}`])
  })

  it('sets variables that the server knows and accepts', () => {
    const { NODE_ENV, PATH, ...variables } = image.environment
    expect({ NODE_ENV, PATH }).toEqual({
      NODE_ENV: 'production',
      PATH: expect.stringMatching(/^\/opt\/aoi-server\/node_modules\/\.bin:/),
    })
    expect(Object.keys(variables).filter((name) => !VARIABLES.includes(name))).toEqual([])
    expect(() => readEnv(variables)).not.toThrow()
  })

  it('runs the server itself as process 1, as a user with a number that is not 0', () => {
    expect(image.user).toMatch(/^[1-9]\d+:[1-9]\d+$/)
    expect(image.entrypoint).toEqual(['/usr/local/bin/node', '/opt/aoi-server/node_modules/.bin/aoi-server'])
  })

  it('asks the server for its health by the same program', () => {
    expect(image.healthCheck).toEqual([...image.entrypoint, '--health'])
  })
})

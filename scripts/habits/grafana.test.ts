import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { root } from './documents.ts'

const COLUMNS = 24
const source = z.strictObject({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) })
const target = z.looseObject({ refId: z.string().min(1), expr: z.string().min(1) })
const panel = z.looseObject({
  id: z.int().positive(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  gridPos: z.strictObject({
    ...{ x: z.int().nonnegative(), y: z.int().nonnegative() },
    ...{ w: z.int().min(1).max(COLUMNS), h: z.int().positive() },
  }),
  datasource: source.optional(),
  targets: z.array(target).default([]),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string().optional() }) }).optional(),
})
const dashboardSchema = z.looseObject({
  uid: z.string().min(1),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string() })) }),
  panels: z.array(panel).min(1),
})

const dashboard = dashboardSchema.parse(
  JSON.parse(readFileSync(join(root, 'deploy/grafana-dashboard.json'), 'utf8')),
)
const queried = dashboard.panels.filter(({ type }) => type !== 'row')

test('every panel of the Grafana dashboard has a source, a unit and queries, each with an id of its own', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { title, datasource, targets, fieldConfig } of queried) {
    const refIds = targets.map(({ refId }) => refId)
    expect([title, datasource, fieldConfig?.defaults.unit]).not.toContain(undefined)
    expect([title, targets.length > 0, new Set(refIds).size]).toEqual([title, true, refIds.length])
  }
})

test('no panel of the Grafana dashboard covers another, or leaves its 24 columns', () => {
  const taken = new Map<string, string>()
  for (const { title, gridPos } of dashboard.panels) {
    expect([title, gridPos.x + gridPos.w <= COLUMNS]).toEqual([title, true])
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined])
        taken.set(`${x} ${y}`, title)
      }
  }
})

test('the Grafana dashboard names only its own variables and those of Grafana', () => {
  const own = dashboard.templating.list.map(({ name }) => name)
  const expressions = queried.flatMap(({ targets }) => targets.map(({ expr }) => expr))
  const used = expressions.flatMap((expr) => [...expr.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name))
  expect(own).toContain('datasource')
  expect(used.filter((name) => !own.includes(name) && name !== '__rate_interval')).toEqual([])
})

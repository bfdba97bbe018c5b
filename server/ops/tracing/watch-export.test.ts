import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { watchExport } from './watch-export.ts'

it('logs the loss of the collector once, and its return, without a URL or the text of an answer', () => {
  const lines: object[] = []
  const write = (fields: object) => void lines.push(fields)
  let result: Parameters<Parameters<SpanExporter['export']>[1]>[0] = { code: 0 }
  const exporter: SpanExporter = { export: (_spans, done) => done(result), shutdown: async () => {} }
  const watched = watchExport(exporter, { debug: write, info: write, warn: write, error: write })
  const results: number[] = []
  const send = () => watched.export([], ({ code }) => void results.push(code))
  send()
  result = {
    code: 1,
    error: Object.assign(new Error('http://user:word@collector'), { code: 'ECONNREFUSED' }),
  }
  send()
  send()
  result = { code: 0 }
  send()
  expect(lines).toEqual([{ event: 'tracesLost', reason: 'ECONNREFUSED' }, { event: 'tracesBack' }])
  expect(results).toEqual([0, 1, 1, 0])
})

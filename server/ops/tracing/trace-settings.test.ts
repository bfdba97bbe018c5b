import { describe, expect, it } from 'vitest'
import { readEnv } from '../../env.ts'
import { areTracesOn, tracesUrlOf } from './trace-settings.ts'

const URL = 'http://collector:4318'
const settings = (variables: Record<string, string>) => readEnv(variables).traces

describe('traces', () => {
  it.each([
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${URL}/v1/traces` }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: URL }, false],
    [{ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: URL }, false],
    [{ OTEL_SERVICE_NAME: 'push' }, false],
  ])('with %j are recorded: %s', (variables, isOn) => {
    expect(areTracesOn(settings(variables))).toBe(isOn)
  })

  it('go to the path of the standard, or to the URL for traces as it is', () => {
    const both = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${URL}/otel/`,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${URL}/x`,
    }
    expect(tracesUrlOf(settings({ OTEL_EXPORTER_OTLP_ENDPOINT: URL }))).toBe(`${URL}/v1/traces`)
    expect(tracesUrlOf(settings({ OTEL_EXPORTER_OTLP_ENDPOINT: `${URL}/otel/` }))).toBe(
      `${URL}/otel/v1/traces`,
    )
    expect(tracesUrlOf(settings(both))).toBe(`${URL}/x`)
    expect(tracesUrlOf(settings({ OTEL_TRACES_EXPORTER: 'otlp' }))).toBeUndefined()
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['OTEL_SDK_DISABLED', 'maybe'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(`  ${name}: `)
  })
})
